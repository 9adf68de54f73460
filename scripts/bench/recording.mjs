/**
 * What one request really says to PostgreSQL. The program is started inside this process, without its worker, and every
 * call of `pg`'s `Client.query` is written down while a request is served: texts, names and parameters, as they left.
 */
import pg from 'pg';
import { dist } from './dist.mjs';

/** @returns {Promise<{ signIn, record, close }>} */
export async function startRecorder(database) {
  const { parseConfig } = await dist('config/index.js');
  const { AppModule } = await dist('app.module.js');
  const { createHttpApp } = await dist('http/index.js');
  const { SystemClock } = await dist('kernel/index.js');
  const config = parseConfig({ DEMO: 'off', LOG_LEVEL: 'fatal', RATE_LIMIT_PER_MINUTE: '1000000' });
  const app = await createHttpApp(
    AppModule.with({
      config,
      urls: database.urls,
      clock: new SystemClock(),
      secretKeys: [database.secretKey],
      dataDir: database.folder,
      works: false,
    }),
    config,
    { logger: false },
  );
  await app.init();
  await app.getHttpAdapter().getInstance().ready();

  let heard;
  const query = pg.Client.prototype.query;
  pg.Client.prototype.query = function (config, values, ...rest) {
    const statement = typeof config === 'string' ? { text: config, values } : config;
    // the job queue asks for its own reasons, and at its own times
    // and after a commit the other processes are called, on a connection that no request waits for
    if (heard && !/jobs|worker/.test(this.connectionParameters.user)) {
      heard.push({ name: statement.name, text: statement.text, values: [...(statement.values ?? [])] });
    }
    return query.call(this, config, values, ...rest);
  };

  return {
    signIn: async (email) => {
      const { body } = await ask(app, 'POST', '/auth/login', undefined, { email, password: database.password });
      return body.accessToken;
    },
    /** @returns {Promise<{ statements, body }>} */
    record: async (method, path, token, payload) => {
      heard = [];
      try {
        const { body } = await ask(app, method, path, token, payload);
        return { statements: heard, body };
      } finally {
        heard = undefined;
      }
    },
    close: async () => {
      pg.Client.prototype.query = query;
      await app.close();
    },
  };
}

async function ask(app, method, path, token, payload) {
  const { statusCode, body } = await app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { ...(token ? { authorization: `Bearer ${token}` } : {}) },
    ...(payload ? { payload } : {}),
  });
  if (statusCode >= 300) throw new Error(`${method} ${path}: ${statusCode} ${body}`);
  return { body: JSON.parse(body) };
}
