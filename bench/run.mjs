// `npm run bench`: every measurement is a ratio of two things measured in turns in the same run.
console.log('        ratio  (bar)    what'.padEnd(24));
await import('./start-up.mjs');
await import('./bsl.mjs');
await import('./in-process.mjs');
await import('./upload.mjs');
await import('./local-upload.mjs');
await import('./ask.mjs');
await import('./each.mjs');
await import('./sqlite.mjs');
await import('./postgres.mjs');
await import('./s3.mjs');
await import('./sftp.mjs');
await import('./ws.mjs');
await import('./grpc.mjs');
await import('./mcp.mjs');
await import('./local-server.mjs');
await import('./gguf.mjs');
