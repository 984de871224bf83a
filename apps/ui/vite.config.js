export default {
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  resolve: { conditions: ['source', 'module', 'browser', 'production'] },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // Every browser that runs the page knows modulepreload; the page's policy has no place for more scripts.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  // `vite` serves the sources; the API is a running Weir's.
  server: { host: '127.0.0.1', proxy: { '/api': 'http://127.0.0.1:8081' } },
};
