// `npm run bench`: every measurement, each a ratio of things measured in turns in this run.
console.log('        ratio  (bar)    what'.padEnd(24));
await import('./start-up.mjs');
await import('./in-process.mjs');
await import('./upload.mjs');
await import('./local-upload.mjs');
await import('./ask.mjs');
await import('./sqlite.mjs');
await import('./postgres.mjs');
await import('./s3.mjs');
await import('./sftp.mjs');
await import('./mcp.mjs');
await import('./local-server.mjs');
await import('./gguf.mjs');
