import { jest } from '@jest/globals';

// Longer than any wait inside a test, so that what was waited for is said. Jest takes `testTimeout` from the root's configuration alone.
jest.setTimeout(20_000);
