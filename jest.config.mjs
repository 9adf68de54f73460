/** Native ES modules: run through `npm test`, which passes --experimental-vm-modules to Node. */
const swc = {
  swcrc: false,
  module: { type: 'es6' },
  sourceMaps: 'inline',
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    keepClassNames: true,
  },
};

const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  transformIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/data/'],
};

const database = {
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
};

export default {
  maxWorkers: 2,
  workerIdleMemoryLimit: '600MB',
  testTimeout: 120_000,
  projects: [
    {
      ...common,
      displayName: 'unit',
      // what judges the report from outside, and what finds guards, needs neither database nor program
      roots: ['<rootDir>/src', '<rootDir>/test/verify-report', '<rootDir>/test/guards'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/guards/broken'],
      testRegex: '(?<!\\.db)\\.spec\\.ts$',
    },
    {
      ...common,
      ...database,
      displayName: 'database',
      roots: ['<rootDir>/src'],
      testRegex: '\\.db\\.spec\\.ts$',
    },
    {
      ...common,
      ...database,
      // the app as it ships: journeys run the compiled program
      testEnvironment: '<rootDir>/test/support/environment.mjs',
      displayName: 'journeys',
      roots: ['<rootDir>/test'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/verify-report/', '<rootDir>/test/guards/listed'],
      testRegex: '\\.spec\\.ts$',
    },
  ],
};
