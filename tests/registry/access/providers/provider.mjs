// A certified identity provider (npm: oidc-provider) for one test. Says its address on standard output.
// Usage: node provider.mjs FOLDER-WITH-NODE_MODULES REDIRECT-URI CLIENT-SECRET
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [folder, redirectUri, secret] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${folder}/package.json`));
const { Provider } = await import(pathToFileURL(require.resolve('oidc-provider')).href);

const rani = { sub: 'rani', email: 'rani@sumedangkab.go.id', email_verified: true, name: 'Rani Wulandari' };
const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'livinglab', client_secret: secret, redirect_uris: [redirectUri] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ ...rani, sub: id }) }),
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true } },
    cookies: { keys: ['for one test alone'] },
  });
  server.on('request', provider.callback());
  process.stdout.write(`${issuer}\n`);
});
