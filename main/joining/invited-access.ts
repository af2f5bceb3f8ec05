import type { ServerSecrets, ServerSecurity } from '../../shared/server-access.ts';

/**
 * The way to the servers as an invitation tells it: the registrar's own, without what is the registrar's alone.
 * @param username the invited person's; "" where the person fills it in
 */
export function securityFor(own: ServerSecurity, username: string): ServerSecurity {
  const { tls, signIn, proxy } = own;
  return {
    tls,
    proxy: proxy && { ...proxy, username: null },
    signIn:
      signIn &&
      (signIn.mechanism === 'oauthbearer' ? { ...signIn, clientId: username } : { ...signIn, username }),
  };
}

/** What the person signs in with, under the name that it has for this way. */
export const secretsFor = ({ signIn }: ServerSecurity, password: string): ServerSecrets =>
  signIn?.mechanism === 'oauthbearer' ? { clientSecret: password } : { password };
