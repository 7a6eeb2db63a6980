import type { Reach } from '../../../../test/support/reach.js';

export const reach: Reach = {
  over: 'http',
  // Ollama has no tokens: one for a proxy in front of it is a header.
  input: (url, secret) => ({ url, headers: { authorization: `Bearer ${secret}` } }),
  blames: 'headers',
  streams: 'lines',
  // OLLAMA_HOST is written without http://, so localhost:8080 is valid.
  refuses: { url: 'ftp://localhost:8080', says: /begins with http:\/\/ or https:\/\// },
  unless: {
    CheckBlob: {
      faults: /^a 401|^a 404|HTML|in place of JSON|a body that is cut|silence in the middle/,
      why: 'a response to HEAD has no body: no message of the server, nothing that could be cut; 404 is a result',
    },
  },
};
