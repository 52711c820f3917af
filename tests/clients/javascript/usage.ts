/** What the types let through, and what they stop; it is checked and never run. */

import {
  Auth1,
  Auth1Error,
  CodeExpired,
  type Fetch,
  InvalidCode,
  InvalidRequest,
  RateLimited,
  Session,
  SignInRequired,
  type Tokens,
  TooManyAttempts,
  Unreachable,
} from "@auth1/client";

const slow: Fetch = (input, init) => fetch(input, init);
const auth1 = new Auth1({ baseUrl: "https://auth.example.com", apiKey: "auth1_pk_…", timeoutMs: 3_000, fetch: slow });

export async function signIn(phone: string, code: string): Promise<Session> {
  const asked = await auth1.requestCode({ phone, channel: "sms", locale: "de-AT" });
  const seconds: number = asked.resendAfter + asked.expiresIn;
  const tokens = await auth1.verify({ phone, code });
  const isNew: boolean = tokens.newUser && seconds > 0;
  const load = (): Tokens | null => JSON.parse(localStorage.getItem("auth1") ?? "null");
  const onChange = (fresh: Tokens) => localStorage.setItem("auth1", JSON.stringify({ ...fresh, isNew }));
  return new Session(auth1, tokens, { load, onChange, now: Date.now, fetch: slow });
}

export function explained(error: unknown): string {
  if (error instanceof InvalidCode) return `${error.attemptsRemaining ?? 0} tries are left`;
  if (error instanceof RateLimited) return `${error.limit}: wait for ${error.retryAfter ?? 1} seconds`;
  if (error instanceof InvalidRequest) return error.errors.map(({ field, message }) => `${field}: ${message}`).join();
  const isOver = error instanceof CodeExpired || error instanceof TooManyAttempts || error instanceof SignInRequired;
  if (isOver || error instanceof Unreachable) return error.detail;
  return error instanceof Auth1Error ? `${error.status} ${error.code} ${error.requestId}` : "unknown";
}

export async function look(session: Session, tokens: Tokens): Promise<unknown> {
  const told = await auth1.introspect(tokens.token);
  const id: string | undefined = told.active ? told.sub : undefined;
  const page = await auth1.sessions(await session.accessToken(), { limit: 10, cursor: null });
  const again = await auth1.refresh(tokens.refreshToken);
  await auth1.endSession(again.token, page.data[0]?.id ?? "");
  await auth1.logout(again.token, { everywhere: true });
  const answer = await session.fetch("/orders", { method: "POST" });
  return [id, answer.status, (await auth1.me(again.token)).userMetadata["nick"], told.claims["plan"]];
}

export async function wrong(session: Session): Promise<void> {
  // @ts-expect-error a key is needed
  new Auth1({ baseUrl: "https://auth.example.com" });
  // @ts-expect-error either a phone or a mailbox
  await auth1.requestCode({ phone: "+1", email: "a@example.com" });
  // @ts-expect-error there is no such channel
  await auth1.requestCode({ phone: "+1", channel: "pigeon" });
  // @ts-expect-error a code is text: it may begin with 0
  await auth1.verify({ phone: "+1", code: 482913 });
  // @ts-expect-error who a session belongs to is read only
  session.userId = "usr_1";
  // @ts-expect-error an inactive token is told nothing of
  (await auth1.introspect("token")).sub.length;
  // @ts-expect-error a session is made of tokens
  new Session(auth1, { token: "t" });
}
