// Preloaded: at the end of the process, prints how many files of the package it loaded.
const { writeSync } = require('node:fs');

process.on('exit', () => {
  const own = Object.keys(require.cache).filter((path) => path !== __filename);
  writeSync(2, `\nfiles: ${own.length}`);
});
