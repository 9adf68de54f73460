/** How many mails an hour do something. Registered gateways for whom the mail server vouches have no limit. */
export const QUOTA = { unknown: 5, known: 30 } as const;
export const QUOTA_MILLISECONDS = 3_600_000;
