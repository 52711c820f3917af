// An app by Auth.js: the library's own pages and cookies, and a generic OpenID provider.
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { Auth } from "@auth/core";

const { ISSUER, CLIENT_ID, CLIENT_SECRET, APP_SECRET, PORT } = process.env;
const home = `http://localhost:${PORT}`;
const config = {
  basePath: "/auth",
  secret: APP_SECRET,
  trustHost: true,
  providers: [{
    id: "auth1", name: "Auth1", type: "oidc", issuer: ISSUER, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET,
    authorization: { params: { scope: "openid phone" } },
    checks: ["pkce", "state", "nonce"],
    profile: (claims) => ({ id: claims.sub, name: claims.phone_number }),
    // Else its page asks for a picture on the library's own site.
    style: { logo: "" },
  }],
};

async function page(headers) {
  const session = await (await Auth(new Request(`${home}/auth/session`, { headers }), config)).json();
  const said = session?.user ? `You are ${session.user.name}.` : '<a href="/auth/signin">Sign in</a>';
  return new Response(`<!doctype html><title>App</title>${said}`, { headers: { "Content-Type": "text/html; charset=utf-8" } });
}

createServer(async (request, response) => {
  const { method, headers, url } = request;
  const body = method === "POST" ? await text(request) : undefined;
  const asked = new Request(new URL(url, home), { method, headers, body });
  if (url === "/favicon.ico") return response.writeHead(204).end();
  const answer = url.startsWith("/auth/") ? await Auth(asked, config) : await page(headers);
  response.writeHead(answer.status, [...answer.headers].flat());
  response.end(await answer.text());
}).listen(PORT, "localhost");
