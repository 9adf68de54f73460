import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { parseConfig } from './parse-config.js';

// The files by which the program is deployed, read as Docker would: nobody here has a Docker to run them with.

interface Service {
  image?: string;
  build?: unknown;
  user?: string;
  command?: string[] | string;
  entrypoint?: string[];
  environment?: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  healthcheck?: { test?: string[]; disable?: boolean };
  restart?: string;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  depends_on?: Record<string, { condition: string }>;
}
interface Compose {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
  networks?: Record<string, { ipam: { config: { subnet: string }[] } }>;
}

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const compose = (path: string) => parse(read(path), { merge: true }) as Compose;

const production = compose('docker-compose.yml');
const services = Object.entries(production.services);
const isOnce = ({ restart }: Service) => restart === 'no';
const lasting = services.filter(([, service]) => !isOnce(service));
const ours = services.filter(([, { image }]) => image?.startsWith('guichet:'));

/** What the program asks of its environment. */
const settings = new Set<string>();
const asked = new Proxy<Record<string, string>>(
  { DATABASE_API_URL: 'postgres://x', S3_URL: 'http://x' },
  {
    get: (given, name: string) => {
      settings.add(name);
      return given[name];
    },
  },
);
parseConfig(asked);

describe.each(['docker-compose.yml', 'docker-compose.dev.yml'])('%s', (path) => {
  const { services: all, volumes } = compose(path);
  const each = Object.entries(all);

  it('says nothing that Compose does not know', () => {
    const known =
      'image build user command entrypoint environment ports volumes healthcheck restart read_only cap_drop cap_add security_opt depends_on tmpfs shm_size stop_grace_period';
    const unknown = each.flatMap(([name, service]) =>
      Object.keys(service).flatMap((key) => (known.split(' ').includes(key) ? [] : [`${name}.${key}`])),
    );
    expect(unknown).toEqual([]);
  });

  it('takes images by their version', () => {
    for (const [name, { image = '' }] of each)
      expect([name, image]).toEqual([name, expect.stringMatching(/:v?\d[^:]*$/)]);
  });

  it('opens ports to this machine only', () => {
    for (const [, { ports = [] }] of each) for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  it('waits for services that are there, in a way in which they can be waited for', () => {
    for (const [, { depends_on: needs = {} }] of each)
      for (const [name, { condition }] of Object.entries(needs)) {
        const other = all[name];
        expect([name, other !== undefined]).toEqual([name, true]);
        const fits = {
          service_healthy: other?.healthcheck?.test !== undefined && other.restart !== 'no',
          service_completed_successfully: other !== undefined && isOnce(other),
        };
        expect([name, condition, (fits as Record<string, boolean>)[condition]]).toEqual([name, condition, true]);
      }
  });

  it('mounts volumes that are named and files that are there', () => {
    for (const [, { volumes: mounts = [] }] of each)
      for (const mount of mounts) {
        const [source = ''] = mount.split(':');
        if (source.startsWith('.')) expect([source, existsSync(new URL(source, root))]).toEqual([source, true]);
        else expect(Object.keys(volumes)).toContain(source);
      }
  });

  it('asks for health by commands that have a form', () => {
    for (const [, { healthcheck }] of each)
      if (healthcheck?.test !== undefined) expect(healthcheck.test[0]).toMatch(/^CMD(-SHELL)?$/);
  });
});

describe('the whole deployment', () => {
  it('has two processes that answer and two that work', () => {
    const roles = ours.map(([, { environment }]) => environment?.['ROLE']).filter((role) => role !== undefined);
    expect(roles.sort()).toEqual(['api', 'api', 'worker', 'worker']);
  });

  it.each(services)('%s can write nowhere but where it must, and gets no rights', (_name, service) => {
    expect(service.read_only).toBe(true);
    expect(service.cap_drop).toEqual(['ALL']);
    expect(service.security_opt).toEqual(['no-new-privileges:true']);
    expect(service.user ?? 'the one of the image').not.toMatch(/^(root|0)\b/);
    expect(service.restart).toBeDefined();
  });

  it.each(lasting)('%s says whether it is well, and is started again', (_name, { healthcheck, restart }) => {
    expect(healthcheck?.test?.length).toBeGreaterThan(1);
    expect(restart).toBe('unless-stopped');
  });

  it('has no secret that somebody did not choose, and tells all that are to be chosen', () => {
    const text = read('docker-compose.yml').replaceAll(/^\s*#.*$/gm, '');
    const named = [...text.matchAll(/(?<!\$)\$\{(\w+)([^}]*)\}/g)];
    expect(named.filter(([, , rest]) => rest !== ':?').map(([whole]) => whole)).toEqual([]);
    const example = [...read('deploy/example.env').matchAll(/^(\w+)=(.*)$/gm)];
    expect(example.map(([, name]) => name).sort()).toEqual([...new Set(named.map(([, name]) => name))].sort());
    expect(example.filter(([, , value]) => value !== '')).toEqual([]);
    for (const [, { environment = {} }] of services)
      for (const [name, value] of Object.entries(environment))
        if (/PASSWORD|SECRET|TOKEN|KEY|_URL$/.test(name) && name !== 'DATABASE_OWNER_URL')
          expect([name, value]).toEqual([name, expect.stringMatching(/\$\{\w+:\?\}/)]);
  });

  it('believes its own network about addresses, and nobody else', () => {
    const [range] = production.networks?.['default']?.ipam.config ?? [];
    for (const [, { environment }] of ours.filter(([, { environment: its }]) => its?.['ROLE'] !== undefined))
      expect(environment?.['TRUSTED_PROXIES']).toBe(range?.subnet);
  });

  it('tells what is the superuser and the owner to what ends at once alone', () => {
    for (const [, { environment = {}, image }] of lasting)
      if (!image?.startsWith('postgres:')) expect(JSON.stringify(environment)).not.toMatch(/POSTGRES_PASSWORD|OWNER/);
  });

  it.each(ours)('gives %s settings that the program knows and takes', (name, { environment = {} }) => {
    expect(Object.keys(environment).filter((setting) => !settings.has(setting))).toEqual([]);
    if (name === 'prepare') return;
    const chosen: Record<string, string> = {
      PUBLIC_URL: 'https://guichet.example',
      SMTP_URL: 'smtp://mailpit:1025',
      MAIL_FROM: 'Guichet <desk@guichet.example>',
    };
    const given = Object.entries(environment).map(([key, value]) => [
      key,
      value.replaceAll(/\$\{(\w+):\?\}/g, (_, variable: string) => chosen[variable] ?? 'a'.repeat(64)),
    ]);
    const config = parseConfig({ ...imageEnvironment(), ...(Object.fromEntries(given) as Record<string, string>) });
    expect(config).not.toHaveProperty('errors');
    expect(config).toMatchObject({ host: '0.0.0.0', port: 3000, dataDir: '/data', demo: { enabled: false } });
  });

  it('gives PostgreSQL every password that its statements ask for', () => {
    for (const [service, file] of [
      ['owner', 'owner.sql'],
      ['roles', 'passwords.sql'],
    ] as const) {
      const wanted = [...read(`deploy/postgres/${file}`).matchAll(/^\\getenv \w+ (\w+)$/gm)].map(([, name]) => name);
      expect(wanted.length).toBeGreaterThan(0);
      const { environment = {} } = production.services[service] ?? {};
      expect(Object.keys(environment)).toEqual(expect.arrayContaining(wanted));
    }
  });

  it('is asked by the proxy and by Prometheus where it answers', () => {
    const names = ours.filter(([, { environment }]) => environment?.['ROLE'] !== undefined).map(([name]) => name);
    const upstream = [...read('deploy/nginx/nginx.conf').matchAll(/^ +server (\w+):3000 /gm)].map(([, name]) => name);
    expect(upstream).toEqual(names.filter((name) => name.startsWith('api')));
    const { scrape_configs: scrapes } = parse(read('deploy/prometheus/prometheus.yml')) as {
      scrape_configs: { static_configs: { targets: string[] }[] }[];
    };
    const targets = scrapes.flatMap((one) => one.static_configs.flatMap((group) => group.targets));
    expect(targets).toEqual(names.map((name) => `${name}:3000`));
  });
});

describe('the proxy', () => {
  const config = read('deploy/nginx/nginx.conf').replaceAll(/#.*$/gm, '');
  const location = (path: string) => new RegExp(`location =? ?${path} \\{([^}]*)\\}`).exec(config)?.[1] ?? '';

  it('passes on neither health nor figures, and adds to what is said of addresses', () => {
    for (const path of ['/metrics', '/health/']) expect(location(path)).toContain('return 404;');
    expect(config).toContain('proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;');
  });

  it('passes live updates on as they come, and is patient', () => {
    expect(location('/api/v1/live')).toContain('proxy_buffering off;');
    expect(location('/api/v1/live')).toContain('gzip off;');
    expect(location('/api/v1/live')).toContain('proxy_read_timeout 120s;');
  });

  it('sets headers in one place: a location with one of its own would lose them all', () => {
    expect([...config.matchAll(/location[^{]*\{[^}]*proxy_set_header/g)]).toEqual([]);
    expect(config.split('{').length).toBe(config.split('}').length);
  });
});

interface Instruction {
  word: string;
  rest: string;
}

/** The stages of the Dockerfile, each with its instructions, continued lines as one. */
function stages(): Instruction[][] {
  const lines = read('Dockerfile')
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const all: Instruction[][] = [];
  for (const line of lines) {
    const [, word = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    if (word === 'FROM') all.push([]);
    all.at(-1)?.push({ word, rest });
  }
  return all;
}

function imageEnvironment(): Record<string, string> {
  const lines = (stages().at(-1) ?? []).filter(({ word }) => word === 'ENV');
  return Object.fromEntries(lines.flatMap(({ rest }) => rest.split(/\s+/).map((pair) => pair.split('=')))) as Record<
    string,
    string
  >;
}

describe('the Dockerfile', () => {
  const all = stages().flat();
  const last = stages().at(-1) ?? [];
  const of = (word: string, within = last) => within.filter((one) => one.word === word).map(({ rest }) => rest);

  it('says nothing that Docker does not know, and fetches nothing but images and packages', () => {
    const known = 'FROM WORKDIR COPY RUN ENV USER EXPOSE STOPSIGNAL HEALTHCHECK CMD';
    expect(all.filter(({ word }) => !known.split(' ').includes(word))).toEqual([]);
    expect(read('Dockerfile')).not.toMatch(/\b(curl|wget|apt-get|npm install)\b/);
  });

  it('begins each stage with one version of one image, in which the program runs', () => {
    const images = of('FROM', all).map((rest) => rest.split(' ')[0]);
    expect(new Set(images).size).toBe(1);
    const [, version = ''] = /^node:(\d+\.\d+\.\d+)-bookworm-slim$/.exec(images[0] ?? '') ?? [];
    const [major = 0, minor = 0] = version.split('.').map(Number);
    expect(major * 100 + minor).toBeGreaterThanOrEqual(2019);
  });

  it('installs what the lock file says, and leaves the compiler behind', () => {
    const installs = of('RUN', all).filter((rest) => /"ci"|npm ci/.test(rest));
    expect(installs).toHaveLength(2);
    expect(installs[1]).toContain('--omit=dev');
    expect(installs[1]).toContain('rm -rf node_modules/typescript');
    expect(of('COPY')).toEqual([
      '--from=dependencies /app/node_modules ./node_modules',
      'package.json LICENSE ./',
      '--from=build /app/dist ./dist',
    ]);
  });

  it('copies what is there and what .dockerignore lets in', () => {
    const admitted = [...read('.dockerignore').matchAll(/^!(.+)$/gm)].map(([, path]) => path!);
    const copied = of('COPY', all).filter((rest) => !rest.startsWith('--from'));
    const sources = copied.flatMap((rest) => rest.split(' ').slice(0, -1));
    expect([...new Set(sources)].sort()).toEqual([...admitted].sort());
    for (const path of admitted) expect([path, existsSync(new URL(path, root))]).toEqual([path, true]);
  });

  it('runs as nobody in particular, by commands that no shell stands before', () => {
    expect(of('USER')).toEqual(['node']);
    expect(last.findIndex(({ word }) => word === 'USER')).toBeLessThan(last.findIndex(({ word }) => word === 'CMD'));
    expect(JSON.parse(of('CMD')[0] ?? '')).toEqual(['node', '--enable-source-maps', 'dist/src/main.js']);
    const [, check = ''] = /CMD (\[.*\])$/.exec(of('HEALTHCHECK')[0] ?? '') ?? [];
    expect((JSON.parse(check) as string[]).slice(0, 2)).toEqual(['node', '-e']);
  });

  it('sets what the program knows, and no secret', () => {
    const names = Object.keys(imageEnvironment());
    expect(names.filter((name) => !settings.has(name) && name !== 'NODE_ENV')).toEqual([]);
    expect(names.filter((name) => /PASSWORD|SECRET|TOKEN|KEY/.test(name))).toEqual([]);
  });
});
