// Lines that must compile where there is no document.
import { grantHandler, vaultera } from 'tokenframe/server';
import type { KeyRecord } from 'tokenframe/server';

const vault = vaultera({ apiKey: 'secret' });
export const handler: (request: Request) => Promise<Response> = grantHandler({ vault, authorize: () => ({ person: 'ines' }) });
export const keys: Promise<KeyRecord[]> = vault.apiKeys.list({ timeoutMs: 5000 });
