// better-auth as its documentation has it for production: phone numbers, Postgres, and Redis where there is one.
import { redisStorage } from "@better-auth/redis-storage";
import { betterAuth } from "better-auth";
import { phoneNumber } from "better-auth/plugins";
import { Redis } from "ioredis";
import pg from "pg";
import { send } from "./send.mjs";

const { DATABASE_URL, REDIS_URL, POOL, LIMITER } = process.env;
// The form of E.164: the plugin takes any text unless it is given something to ask.
const E164 = /^\+[1-9]\d{7,14}$/;

export const options = {
  database: new pg.Pool({ connectionString: DATABASE_URL, max: Number(POOL) }),
  secondaryStorage: REDIS_URL ? redisStorage({ client: new Redis(REDIS_URL) }) : undefined,
  // With NODE_ENV=production the limiter is on by itself: 10 calls in a minute for each address and path.
  rateLimit: LIMITER === "off" ? { enabled: false } : undefined,
  plugins: [
    phoneNumber({
      phoneNumberValidator: (number) => E164.test(number),
      // Not awaited, as its documentation recommends.
      sendOTP: ({ phoneNumber: to, code }) => void send(to, code),
      signUpOnVerification: { getTempEmail: (number) => `${number.slice(1)}@people.invalid` },
    }),
  ],
};

export const auth = betterAuth(options);
