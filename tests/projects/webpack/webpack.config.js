export default { entry: './src/index.js', performance: { hints: false } };
