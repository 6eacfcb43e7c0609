import { svelte } from '@sveltejs/vite-plugin-svelte';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith('tokenframe-') } } }), svelte()],
  build: { rollupOptions: { input: { plain: 'index.html', vue: 'vue.html', svelte: 'svelte.html' } } },
});
