--
-- PostgreSQL database dump
--
SET statement_timeout = 0;

COPY auth.users (id, email, encrypted_password, email_confirmed_at, raw_user_meta_data, created_at, phone, phone_confirmed_at) FROM stdin;
9f1c0000-0000-4000-8000-00000000a001	ada@example.com	$2a$10$xyz	2023-03-01 08:16:00+00	{"name": "Ada\\tL"}	2023-03-01 08:15:30.123456+00	\N	\N
9f1c0000-0000-4000-8000-00000000a002	\N	\N	\N	{}	2024-01-01 00:00:00+00	12015550124	2024-01-01 00:01:00+00
short	row
\.

SELECT 1;
