// A relying party that is not ours: npm's openid-client. It talks with the test by lines of JSON.
// It is given to node as text, in the folder `web`, so that the packages of its lock file are found.
import { createInterface } from "node:readline";
import * as client from "openid-client";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const hear = async () => JSON.parse((await lines.next()).value);
const say = (words) => process.stdout.write(`${JSON.stringify(words)}\n`);

const given = await hear();
const config = await client.discovery(
  new URL(given.issuer),
  given.clientId,
  undefined,
  given.secret ? client.ClientSecretBasic(given.secret) : client.None(),
  { execute: [client.allowInsecureRequests] },
);
const verifier = client.randomPKCECodeVerifier();
const checks = { pkceCodeVerifier: verifier, expectedState: client.randomState(), expectedNonce: client.randomNonce() };
const url = client.buildAuthorizationUrl(config, {
  redirect_uri: given.redirectUri,
  scope: given.scope,
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: "S256",
  state: checks.expectedState,
  nonce: checks.expectedNonce,
});
say({ url: url.href });

const back = await hear();
try {
  const tokens = await client.authorizationCodeGrant(config, new URL(back.url), { ...checks, idTokenExpected: true });
  const claims = tokens.claims();
  const told = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
  const renewed = await client.refreshTokenGrant(config, tokens.refresh_token);
  const known = await client.tokenIntrospection(config, renewed.access_token);
  await client.tokenRevocation(config, renewed.refresh_token);
  const gone = await client.tokenIntrospection(config, renewed.access_token);
  const signOut = client.buildEndSessionUrl(config, {
    id_token_hint: tokens.id_token,
    post_logout_redirect_uri: given.bye,
  });
  say({ claims, told, active: known.active, afterwards: gone.active, signOut: signOut.href });
} catch (error) {
  say({ error: error.code ?? error.name, message: error.message });
}
process.exit(0);
