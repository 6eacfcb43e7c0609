import { clover, grantHandler } from 'tokenframe/server';

let grants;

// Next runs this module while it builds, where the keys are not: the client is made at the first request.
export const POST = (request) => {
  const { VAULTS, CLOVER_ACCESS_TOKEN } = process.env;
  grants ??= grantHandler({
    vault: clover({ environment: 'sandbox', baseUrl: `${VAULTS}/clover`, accessToken: CLOVER_ACCESS_TOKEN }),
    authorize: () => ({ person: 'ines' }),
  });
  return grants(request);
};
