import { useOnly } from '../../src/core/http/send/choice.js';

// The tests of HTTP, once more with the other of its two transports.
await useOnly('undici');
