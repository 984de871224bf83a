import preset from '../../tools/jest/preset.mjs';

/** Longer than any wait inside a test, so that what was waited for is said. */
export default { ...preset, testTimeout: 20_000 };
