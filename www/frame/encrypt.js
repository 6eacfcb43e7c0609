// A text for the holder of an RSA key alone. WebCrypto does all of it.

const jwe = ENCRYPTS === 'jwe';

/** The ciphertext, in the form of this build's vault, or undefined where the browser cannot. The text is overwritten. */
export const sealed = async (n, e, text) => {
  try {
    const { subtle } = crypto;
    const key = await subtle.importKey('jwk', { kty: 'RSA', n, e }, { name: 'RSA-OAEP', hash: jwe ? 'SHA-256' : 'SHA-1' }, false, ['encrypt']);
    const rsa = async (bytes) => new Uint8Array(await subtle.encrypt('RSA-OAEP', key, bytes));
    if (!jwe) return base64(await rsa(text));
    // RFC 7516, 5.1. The content's key is made here and used once.
    const header = base64url(new TextEncoder().encode('{"alg":"RSA-OAEP-256","enc":"A256GCM"}'));
    const content = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt']);
    const raw = new Uint8Array(await subtle.exportKey('raw', content));
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const additionalData = new TextEncoder().encode(header);
    const out = new Uint8Array(await subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, content, text));
    const wrapped = await rsa(raw);
    raw.fill(0);
    return [header, ...[wrapped, iv, out.subarray(0, -16), out.subarray(-16)].map(base64url)].join('.');
  } catch {
    return undefined;
  } finally {
    text.fill(0);
  }
};

const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
const base64url = (bytes) => base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
