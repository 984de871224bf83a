import preset from '../../tools/jest/preset.mjs';

export default { ...preset, setupFilesAfterEnv: ['<rootDir>/test/patience.ts'] };
