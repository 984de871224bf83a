/** All projects in one run; each has its own jest.config.mjs for work in its folder. */
export default { projects: ['<rootDir>/libs/*', '<rootDir>/apps/*', '<rootDir>/tools/checks', '<rootDir>/tools/fuzz'] };
