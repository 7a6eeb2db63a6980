import { useOnly } from '../../src/core/http/send/choice.js';

// Which of the two transports a test meets is not to depend on how many requests came before it.
await useOnly('node');
