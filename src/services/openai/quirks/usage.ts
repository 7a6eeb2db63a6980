import { HELLO, type Quirk, sse } from './quirk.js';

/** Where servers put token counts, and under which names. */
export const usage: readonly Quirk[] = [
  {
    name: 'no counts at all in a stream',
    servers: ['Groq'],
    source: 'https://github.com/baptisteArno/typebot.io/issues/1872',
    date: '2024-11-10',
    answers: [{ body: HELLO }],
    gets: { text: 'Hello there', usage: null },
  },
  {
    name: 'counts in a last chunk without choices, also if not requested',
    servers: ['llama.cpp'],
    source: 'https://github.com/ggml-org/llama.cpp/issues/16048',
    date: '2025-09-17',
    answers: [
      {
        body: HELLO.replace(
          'data: [DONE]',
          'data: {"choices":[],"created":1758108431,"id":"c","model":"google/gemma-3-1b-it-qat-q4_0","system_fingerprint":"b6497","object":"chat.completion.chunk","usage":{"completion_tokens":31,"prompt_tokens":75,"total_tokens":106},"timings":{"cache_n":0,"prompt_n":75,"predicted_n":31}}\n\ndata: [DONE]',
        ),
      },
    ],
    gets: { text: 'Hello there', finish: 'stop', usage: { input: 75, output: 31, total: 106 } },
  },
  {
    name: 'running counts in every chunk',
    servers: ['vLLM', 'SGLang'],
    source: 'https://github.com/vllm-project/vllm/issues/7262',
    date: '2024-08-07',
    answers: [
      {
        body: sse(`
          {"id":"chat-2487","object":"chat.completion.chunk","created":1723032007,"model":"m","choices":[{"index":0,"delta":{"role":"assistant"},"logprobs":null,"finish_reason":null}],"usage":{"prompt_tokens":16,"total_tokens":16,"completion_tokens":0}}
          {"id":"chat-2487","object":"chat.completion.chunk","created":1723032007,"model":"m","choices":[{"index":0,"delta":{"content":"!"},"logprobs":null,"finish_reason":null}],"usage":{"prompt_tokens":16,"total_tokens":17,"completion_tokens":1}}
          {"id":"chat-2487","object":"chat.completion.chunk","created":1723032007,"model":"m","choices":[{"index":0,"delta":{"content":" glare"},"logprobs":null,"finish_reason":"length","stop_reason":null}],"usage":{"prompt_tokens":16,"total_tokens":18,"completion_tokens":2}}
          {"id":"chat-2487","object":"chat.completion.chunk","created":1723032007,"model":"m","choices":[],"usage":{"prompt_tokens":16,"total_tokens":18,"completion_tokens":2}}
          [DONE]`),
      },
    ],
    gets: { text: '! glare', finish: 'length', usage: { input: 16, output: 2, total: 18 } },
  },
  {
    name: 'zeros in every chunk, counts in the last',
    servers: ['LocalAI'],
    source: 'https://github.com/mudler/LocalAI/issues/1744',
    date: '2024-02-23',
    answers: [
      {
        body: sse(`
          {"created":1708097828,"object":"chat.completion.chunk","id":"5cc5","model":"gpt","choices":[{"index":0,"delta":{"role":"assistant","content":""}}],"usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}}
          {"created":1708097828,"object":"chat.completion.chunk","id":"5cc5","model":"gpt","choices":[{"index":0,"delta":{"content":"H"}}],"usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}}
          {"created":1708097828,"object":"chat.completion.chunk","id":"5cc5","model":"gpt","choices":[{"index":0,"finish_reason":"stop","delta":{"content":""}}],"usage":{"prompt_tokens":8,"completion_tokens":1,"total_tokens":9}}
          [DONE]`),
      },
    ],
    gets: { text: 'H', usage: { input: 8, output: 1, total: 9 } },
  },
  {
    name: 'counts in the chunk that ends the text',
    servers: ['llama.cpp', 'Mistral'],
    source: 'https://github.com/ggml-org/llama.cpp/issues/12137',
    date: '2025-03-01',
    answers: [
      {
        body: sse(`
          {"choices":[{"finish_reason":null,"index":0,"delta":{"content":"Hi"}}],"created":1740866276,"id":"c","model":"gpt-3.5-turbo","system_fingerprint":"b4764","object":"chat.completion.chunk"}
          {"choices":[{"finish_reason":"length","index":0,"delta":{}}],"created":1740866276,"id":"c","model":"gpt-3.5-turbo","system_fingerprint":"b4764","object":"chat.completion.chunk","usage":{"completion_tokens":1,"prompt_tokens":43,"total_tokens":44},"timings":{"prompt_n":43,"predicted_n":1}}
          [DONE]`),
      },
    ],
    gets: { text: 'Hi', finish: 'length', usage: { input: 43, output: 1, total: 44 } },
  },
  {
    name: 'counts under x_groq',
    servers: ['Groq'],
    source: 'https://github.com/vercel/ai/issues/1651',
    date: '2024-05-19',
    answers: [
      {
        body: sse(`
          {"id":"chatcmpl-8566","object":"chat.completion.chunk","created":1716131679,"model":"llama3-8b-8192","system_fingerprint":"fp_179","choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}],"x_groq":{"id":"req_01"}}
          {"id":"chatcmpl-8566","object":"chat.completion.chunk","created":1716131679,"model":"llama3-8b-8192","system_fingerprint":"fp_179","choices":[{"index":0,"delta":{"content":"Hi"},"logprobs":null,"finish_reason":null}]}
          {"id":"chatcmpl-8566","object":"chat.completion.chunk","created":1716131679,"model":"llama3-8b-8192","system_fingerprint":"fp_179","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],"x_groq":{"id":"req_01","usage":{"queue_time":0.075,"prompt_tokens":23,"prompt_time":0.006,"completion_tokens":19,"completion_time":0.022,"total_tokens":42,"total_time":0.028}}}
          [DONE]`),
      },
    ],
    gets: { text: 'Hi', usage: { input: 23, output: 19, total: 42 } },
  },
  {
    name: 'counts inside the choice',
    servers: ['Moonshot (Kimi)'],
    source: 'https://github.com/earendil-works/pi/issues/2017',
    date: '2026-03-10',
    answers: [
      {
        body: sse(`
          {"id":"k","object":"chat.completion.chunk","created":1,"model":"kimi-k2.5","choices":[{"index":0,"delta":{"role":"assistant","content":"Hi"},"finish_reason":null}]}
          {"id":"k","object":"chat.completion.chunk","created":1,"model":"kimi-k2.5","choices":[{"index":0,"delta":{},"finish_reason":"stop","usage":{"prompt_tokens":11,"completion_tokens":2,"total_tokens":13,"cached_tokens":4}}]}
          [DONE]`),
      },
    ],
    gets: { text: 'Hi', usage: { input: 11, output: 2, total: 13, cached: 4 } },
  },
  {
    name: 'cached tokens as prompt_cache_hit_tokens',
    servers: ['DeepSeek'],
    source: 'https://github.com/BerriAI/litellm/issues/5017',
    date: '2024-08-02',
    asks: 'whole',
    answers: [
      {
        type: 'application/json',
        body: '{"id":"d","object":"chat.completion","created":1,"model":"deepseek-chat","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"completion_tokens":40,"prompt_tokens":11,"total_tokens":51,"prompt_cache_hit_tokens":8,"prompt_cache_miss_tokens":3}}',
      },
    ],
    gets: { text: 'Hi', usage: { input: 11, output: 40, total: 51, cached: 8 } },
  },
  {
    name: 'timings instead of counts',
    servers: ['llama.cpp'],
    source: 'https://github.com/HilbertraumAI/HilbertRaum/pull/295',
    date: '2026-09-04',
    answers: [
      {
        body: sse(`
          {"choices":[{"finish_reason":null,"index":0,"delta":{"content":"Hi"}}],"created":1,"id":"c","model":"m","object":"chat.completion.chunk"}
          {"choices":[{"finish_reason":"stop","index":0,"delta":{}}],"created":1,"id":"c","model":"m","object":"chat.completion.chunk","timings":{"cache_n":236,"prompt_n":1,"prompt_ms":30.958,"predicted_n":35,"predicted_ms":661.064}}
          [DONE]`),
      },
    ],
    gets: { text: 'Hi', usage: { input: 237, output: 35, total: 272, cached: 236 } },
  },
  {
    name: 'reasoning tokens not included in the completion tokens',
    servers: ['xAI'],
    source: 'https://github.com/vercel/ai/pull/12425',
    date: '2026-02-11',
    asks: 'whole',
    answers: [
      {
        type: 'application/json',
        body: '{"id":"x","object":"chat.completion","created":1,"model":"grok-3-mini","choices":[{"index":0,"message":{"role":"assistant","content":"4","refusal":null},"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":1,"total_tokens":399,"prompt_tokens_details":{"cached_tokens":5},"completion_tokens_details":{"reasoning_tokens":386}}}',
      },
    ],
    gets: { text: '4', usage: { input: 12, output: 387, total: 399, cached: 5, reasoning: 386 } },
  },
  {
    name: 'an empty chunk after the one with the counts',
    servers: ['xAI', 'LiteLLM'],
    source: 'https://github.com/BerriAI/litellm/issues/17136',
    date: '2025-11-26',
    answers: [
      {
        body: HELLO.replace(
          'data: [DONE]',
          'data: {"id":"923d","object":"chat.completion.chunk","created":1764152777,"model":"grok-4-1-fast-non-reasoning","choices":[],"usage":{"prompt_tokens":170,"completion_tokens":9,"total_tokens":179}}\n\ndata: {"id":"923d","object":"chat.completion.chunk","created":1764152777,"model":"grok-4-1-fast-non-reasoning","choices":[],"usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}}\n\ndata: [DONE]',
        ),
      },
    ],
    gets: { text: 'Hello there', usage: { input: 170, output: 9, total: 179 } },
  },
];
