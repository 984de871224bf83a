// A jest transformer on Node's own type stripping: positions stay, no compiler package is needed.
const { stripTypeScriptTypes } = require('node:module');
const { createHash } = require('node:crypto');

module.exports = {
  process(source) {
    return { code: stripTypeScriptTypes(source, { mode: 'strip' }) };
  },
  getCacheKey(source, file) {
    return createHash('sha256').update(process.version).update(file).update(source).digest('hex');
  },
};
