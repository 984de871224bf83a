/** All projects in one run; each has its own jest.config.mjs for work in its folder. */
export default {
  // Jest takes it from here alone. A machine that does other work too must not make a test fail.
  testTimeout: 20_000,
  projects: ['<rootDir>/libs/*', '<rootDir>/apps/*', '<rootDir>/tools/bench', '<rootDir>/tools/checks', '<rootDir>/tools/fuzz', '<rootDir>/tools/helm', '<rootDir>/tools/image'],
};
