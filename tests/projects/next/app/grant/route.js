import { clover, grantHandler } from 'tokenframe/server';

const { VAULTS, CLOVER_ACCESS_TOKEN } = process.env;

export const POST = grantHandler({
  vault: clover({ environment: 'sandbox', baseUrl: `${VAULTS}/clover`, accessToken: CLOVER_ACCESS_TOKEN }),
  authorize: () => ({ person: 'ines' }),
});
