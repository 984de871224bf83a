/** What every project's jest.config.mjs exports: native ES modules, types stripped, sources instead of builds. */
export default {
  testEnvironment: 'node',
  testEnvironmentOptions: {
    customExportConditions: ['source', 'node', 'node-addons', 'import', 'require', 'default'],
  },
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'cjs', 'json', 'node'],
  transform: { '^.+\\.tsx?$': new URL('./strip-types.cjs', import.meta.url).pathname },
  transformIgnorePatterns: ['/node_modules/(?!@weir/)'],
  testMatch: ['<rootDir>/src/**/*.test.ts', '<rootDir>/test/**/*.test.ts'],
};
