/** What the outside decides about one process. Read once, at the start, by `parseConfig`; never changed afterwards. */
export abstract class Config {
  abstract readonly role: Role;
  abstract readonly host: string;
  /** 0 lets the system choose a free one. */
  abstract readonly port: number;
  /** Where people reach the program, without a slash at the end. */
  abstract readonly publicUrl: string;
  abstract readonly logLevel: LogLevel;
  /** Of each token, and of each address without one, in all processes together. */
  abstract readonly rateLimitPerMinute: number;
  /** Addresses and networks of proxies whose `X-Forwarded-For` is believed. */
  abstract readonly trustedProxies: readonly string[];
  abstract readonly bodyLimitBytes: number;
  abstract readonly sessionHours: number;
  /** Undefined: the program chooses (below the working directory, or a private folder when it runs as root). */
  abstract readonly dataDir: string | undefined;
  abstract readonly database: DatabaseConfig;
  /** Where jobs are kept, with its password. Undefined: in PostgreSQL. */
  abstract readonly redisUrl: string | undefined;
  abstract readonly mail: MailConfig;
  abstract readonly attachments: AttachmentsConfig;
  abstract readonly demo: DemoConfig;
  /** By which Prometheus reads the figures. Undefined: only the operator does. */
  abstract readonly metricsToken: string | undefined;
  /** The first signs, all verify. Undefined with the embedded database: the program makes one and keeps it beside the data. */
  abstract readonly secretKeys: readonly string[] | undefined;
}

export const roles = ['api', 'worker', 'all'] as const;
export type Role = (typeof roles)[number];

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'verbose'] as const;
export type LogLevel = (typeof logLevels)[number];

/**
 * With an `ownerUrl` the program migrates and makes its other roles; each other URL replaces the one it would make.
 * Without it an administrator has done both, and the URLs that this process needs are all given.
 */
export type DatabaseConfig = { readonly kind: 'embedded' } | ({ readonly kind: 'external' } & DatabaseUrls);

export interface DatabaseUrls {
  readonly ownerUrl?: string;
  readonly apiUrl?: string;
  readonly workerUrl?: string;
  readonly jobsUrl?: string;
  readonly maintenanceUrl?: string;
}

export interface MailConfig {
  /** Undefined: mail is kept and shown, not sent. */
  readonly smtpUrl: string | undefined;
  readonly from: string;
  /** Undefined: answers go to the address in `from`. */
  readonly replyTo: string | undefined;
  /** By which name our mail server signs its verdicts on senders; undefined: no sender is vouched for. */
  readonly authservId: string | undefined;
  /** Senders without a quota, in lower case. */
  readonly gateways: readonly string[];
  /** A mailbox from which mail is fetched, with its password. Undefined: it is handed over. */
  readonly imapUrl: string | undefined;
  readonly mostBytesIn: number;
  /** So many mails a process hands over at the same time. */
  readonly atOnce: number;
}

export interface AttachmentsConfig {
  readonly mostPerFileBytes: number;
  /** What one institution may add to one ticket. */
  readonly mostPerTicketBytes: number;
  readonly filesPerMessage: number;
  /** Undefined: files are kept below the data folder. */
  readonly s3: S3Config | undefined;
  /** Asked about each file before anybody may download it. */
  readonly scannerUrl: string | undefined;
  /** How long a file waits for its answer before it is given up. */
  readonly scannerTermHours: number;
}

export interface S3Config {
  /** Scheme, host and port. */
  readonly url: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
}

export interface DemoConfig {
  readonly enabled: boolean;
  /** Undefined: made and printed. */
  readonly password: string | undefined;
}
