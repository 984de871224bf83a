import { defaultLimits } from '@weir/core';

// For `node --import`: no option shortens the time that a request head has, and nobody wants to wait for a minute.
Object.assign(defaultLimits, { headMs: 1_000 });
