// The floors of the house, from the top down: an import may only go down. See docs/architecture.md.
const floors = [
  'modules/privacy',
  'modules/reports',
  'modules/notifications',
  'modules/mail',
  'modules/availability',
  'modules/alerts',
  'modules/changes',
  'modules/actions',
  'modules/tickets',
  'modules/timers',
  'modules/catalogue',
  'modules/service-hours',
  'modules/identity',
  'modules/institutions',
  'http',
  'record',
  'events',
  'jobs',
  'database',
];

const upward = floors.slice(1).map((floor, index) => ({
  name: `${floor.replace('/', '-')}-does-not-climb`,
  severity: 'error',
  from: { path: `^src/${floor}/` },
  to: { path: `^src/(${floors.slice(0, index + 1).join('|')}|demo|admin)/` },
}));

module.exports = {
  forbidden: [
    ...upward,
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'kernel-imports-nothing',
      severity: 'error',
      from: { path: '^src/kernel/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: '^src/kernel/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'domain-is-pure',
      severity: 'error',
      from: { path: '/domain/', pathNot: '\\.spec\\.ts$' },
      to: {
        path: '(node_modules/(@nestjs|typeorm|pg|bullmq|nodemailer|class-)|\\.(store|service|controller|entity|module)\\.ts$)',
      },
    },
    {
      name: 'one-door-per-module',
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/' },
      to: { path: '^src/modules/([^/]+)/', pathNot: ['^src/modules/$1/', '^src/modules/[^/]+/index\\.ts$'] },
    },
    {
      name: 'not-to-dev-dependencies',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec(-support)?\\.ts$' },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.spec(-support)?\\.ts$' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
