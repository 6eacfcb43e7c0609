// A text for the holder of an RSA key alone. WebCrypto does all of it.

/** The ciphertext, in the form of this build's vault, or undefined where the browser cannot. The text is overwritten. */
export const sealed = async (n, e, text) => {
  try {
    const { subtle } = crypto;
    const hash = ENCRYPTS === 'jwe' ? 'SHA-256' : 'SHA-1';
    const key = await subtle.importKey('jwk', { kty: 'RSA', n, e }, { name: 'RSA-OAEP', hash }, false, ['encrypt']);
    const rsa = async (bytes) => new Uint8Array(await subtle.encrypt('RSA-OAEP', key, bytes));
    return ENCRYPTS === 'jwe' ? await jwe(subtle, rsa, text) : base64(await rsa(text));
  } catch {
    return undefined;
  } finally {
    text.fill(0);
  }
};

/** RFC 7516, 5.1. The content's key is made here and used once. */
const jwe = async (subtle, rsa, text) => {
  const header = base64url(new TextEncoder().encode('{"alg":"RSA-OAEP-256","enc":"A256GCM"}'));
  const content = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt']);
  const raw = new Uint8Array(await subtle.exportKey('raw', content));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const additionalData = new TextEncoder().encode(header);
  const out = new Uint8Array(await subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, content, text));
  const wrapped = await rsa(raw);
  raw.fill(0);
  return [header, ...[wrapped, iv, out.subarray(0, -16), out.subarray(-16)].map(base64url)].join('.');
};

const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
const base64url = (bytes) => base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
