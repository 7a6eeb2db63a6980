import { HELLO, type Quirk, reply, sse } from './quirk.js';

const hello = { text: 'Hello there', finish: 'stop' };

/** How streams are split, framed and ended. */
export const streams: readonly Quirk[] = [
  {
    name: 'no chunk has a role',
    servers: ['gateways'],
    source: 'https://github.com/langwatch/langwatch/issues/6196',
    date: '2026-07-26',
    answers: [
      {
        body: sse(`
          {"id":"c","choices":[{"index":0,"delta":{"content":"1"}}]}
          {"id":"c","choices":[{"index":0,"delta":{"content":", 2"}}]}
          {"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}
          [DONE]`),
      },
    ],
    gets: { text: '1, 2', finish: 'stop' },
  },
  {
    name: 'the role is an empty string',
    servers: ['MiniMax'],
    source: 'https://github.com/MiniMax-AI/MiniMax-M2.5/issues/2',
    date: '2026-02-16',
    answers: [
      {
        body: sse(`
          {"choices":[{"index":0,"delta":{"role":"assistant","content":"Hi"}}],"created":1771279826,"model":"M2.5","object":"chat.completion.chunk","usage":{"total_tokens":0,"total_characters":0}}
          {"choices":[{"index":0,"delta":{"role":"","content":" all","reasoning_content":""}}],"created":1771279826,"model":"M2.5","object":"chat.completion.chunk","usage":{"total_tokens":0,"total_characters":0},"input_sensitive":false}
          {"choices":[{"finish_reason":"stop","index":0,"delta":{"role":"","content":""}}],"created":1771279826,"model":"M2.5","object":"chat.completion.chunk","usage":{"total_tokens":9,"prompt_tokens":6,"completion_tokens":3}}
          [DONE]`),
      },
    ],
    gets: { text: 'Hi all', finish: 'stop', usage: { input: 6, output: 3, total: 9 } },
  },
  {
    name: 'the role is null after the first chunk',
    servers: ['SGLang'],
    source: 'https://github.com/mistralai/mistral-vibe/pull/666',
    date: '2026-05-04',
    answers: [
      {
        body: sse(`
          {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"","reasoning_content":null,"tool_calls":null},"logprobs":null,"finish_reason":null,"matched_stop":null}],"usage":null}
          {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":null,"content":"Hello there","reasoning_content":null,"tool_calls":null},"logprobs":null,"finish_reason":null,"matched_stop":null}],"usage":null}
          {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":null,"content":null,"reasoning_content":null,"tool_calls":null},"logprobs":null,"finish_reason":"stop","matched_stop":2}],"usage":null}
          [DONE]`),
      },
    ],
    gets: hello,
  },
  {
    name: 'a choice without a delta',
    servers: ['gateways'],
    source: 'https://github.com/QwenLM/qwen-code/pull/1448',
    date: '2026-01-09',
    answers: [
      {
        body: sse(`
          {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"finish_reason":null}]}
          {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"Hello there"},"finish_reason":null}]}
          {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"finish_reason":"stop"}]}
          [DONE]`),
      },
    ],
    gets: hello,
  },
  {
    name: 'finish_reason is an empty string until the end',
    servers: ['Ollama', 'LocalAI', 'SGLang'],
    source: 'https://github.com/ollama/ollama/issues/4357',
    date: '2024-05-11',
    answers: [
      {
        body: sse(`
          {"id":"chatcmpl-693","object":"chat.completion.chunk","created":1715427619,"model":"mistral:latest","system_fingerprint":"fp_ollama","choices":[{"index":0,"delta":{"role":"assistant","content":"Hello"},"finish_reason":""}]}
          {"id":"chatcmpl-693","object":"chat.completion.chunk","created":1715427619,"model":"mistral:latest","system_fingerprint":"fp_ollama","choices":[{"index":0,"delta":{"role":"assistant","content":" there"},"finish_reason":""}]}
          {"id":"chatcmpl-693","object":"chat.completion.chunk","created":1715427619,"model":"mistral:latest","system_fingerprint":"fp_ollama","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":"stop"}]}
          [DONE]`),
      },
    ],
    gets: hello,
  },
  {
    name: 'no finish_reason, no id and no index in any chunk but the last',
    servers: ['LocalAI'],
    source: 'https://github.com/mudler/LocalAI/issues/1194',
    date: '2023-10-19',
    answers: [
      {
        body: sse(`
          {"object":"chat.completion.chunk","model":"ggml-gpt4all-j","choices":[{"delta":{"role":"assistant"}}],"usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}}
          {"object":"chat.completion.chunk","model":"ggml-gpt4all-j","choices":[{"delta":{"content":"1"}}],"usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}}
          {"object":"chat.completion.chunk","model":"ggml-gpt4all-j","choices":[{"delta":{"content":" 2"}}],"usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}}
          {"object":"chat.completion.chunk","model":"ggml-gpt4all-j","choices":[{"finish_reason":"stop","delta":{}}],"usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}}
          [DONE]`),
      },
    ],
    gets: { text: '1 2', finish: 'stop', usage: null },
  },
  {
    name: 'no finish_reason at all, only [DONE]',
    servers: ['LightLLM', 'gateways to Gemini'],
    source: 'https://github.com/ModelTC/LightLLM/issues/130',
    date: '2023-09-13',
    answers: [
      {
        body: sse(`
          {"id": "chatcmpl-e93", "object": "chat.completion.chunk", "created": 1694575540, "model": "Qwen", "choices": [{"index": 0, "delta": {"role": "assistant", "content": "你好"}, "finish_reason": null}]}
          {"id": "chatcmpl-e93", "object": "chat.completion.chunk", "created": 1694575540, "model": "Qwen", "choices": [{"index": 0, "delta": {"role": "assistant", "content": "！"}, "finish_reason": null}]}
          [DONE]`),
      },
    ],
    gets: { text: '你好！' },
  },
  {
    name: 'no [DONE], and the text so far next to each delta',
    servers: ['Perplexity'],
    source: 'https://github.com/perplexityai/api-discussion/issues/209',
    date: '2025-03-11',
    answers: [
      {
        body: sse(`
          {"id":"p","model":"sonar","created":1,"object":"chat.completion.chunk","usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4},"citations":["https://example.com"],"choices":[{"index":0,"finish_reason":null,"message":{"role":"assistant","content":"Hello"},"delta":{"role":"assistant","content":"Hello"}}]}
          {"id":"p","model":"sonar","created":1,"object":"chat.completion.chunk","usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5},"citations":["https://example.com"],"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"Hello there"},"delta":{"role":"assistant","content":" there"}}]}`),
      },
    ],
    gets: { ...hello, usage: { input: 3, output: 2, total: 5 } },
  },
  {
    name: 'a finish_reason that OpenAI does not have',
    servers: ['LiteLLM', 'Gemini'],
    source: 'https://github.com/BerriAI/litellm/issues/12481',
    date: '2025-09-03',
    answers: [{ body: HELLO.replace('"stop"', '"end_turn"') }],
    gets: { text: 'Hello there', finish: 'end_turn' },
  },
  {
    name: 'a first chunk without choices, for the content filter',
    servers: ['Azure OpenAI'],
    source: 'https://github.com/AbanteAI/archive-old-cli-mentat/issues/429',
    date: '2023-12-28',
    answers: [
      {
        body:
          sse(
            '{"id":"","choices":[],"created":0,"model":"","object":"","system_fingerprint":null,"prompt_filter_results":[{"prompt_index":0,"content_filter_results":{"hate":{"filtered":false,"severity":"safe"}}}]}',
          ) + HELLO,
      },
    ],
    gets: hello,
  },
  {
    name: 'neither index nor role in the choices',
    servers: ['one-api'],
    source: 'https://github.com/songquanpeng/one-api/issues/1037',
    date: '2024-02-25',
    answers: [
      {
        body: sse(`
          {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"delta":{"content":"Hello"},"finish_reason":null}]}
          {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"delta":{"content":" there"},"finish_reason":"stop"}]}
          [DONE]`),
      },
    ],
    gets: hello,
  },
  {
    name: 'comments before the response',
    servers: ['OpenRouter'],
    source: 'https://github.com/openai/openai-go/issues/227',
    date: '2025-02-13',
    answers: [{ body: `: OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n${HELLO}` }],
    gets: hello,
  },
  {
    name: 'comments for minutes while the request is queued',
    servers: ['DeepSeek'],
    source: 'https://github.com/tmc/langchaingo/pull/1171',
    date: '2025-02-26',
    // The minutes are shortened: the response takes longer than the allowed silence.
    call: { idleTimeout: 100 },
    answers: [{ body: [...Array(12).fill(': keep-alive\n\n'), HELLO], pause: 15 }],
    gets: hello,
  },
  {
    name: 'comments with only a colon',
    servers: ['llama.cpp'],
    source: 'https://github.com/mistralai/mistral-vibe/pull/794',
    date: '2026-06-14',
    answers: [{ body: [':\n\n', ':\n\n', HELLO] }],
    gets: hello,
  },
  {
    name: 'events without data as keep-alives',
    servers: ['llama.cpp', 'gateways'],
    source: 'https://github.com/coddy-project/coddy-agent/pull/106',
    date: '2026-08-16',
    answers: [{ body: `data: \n\ndata:\n\n${HELLO}` }],
    gets: hello,
  },
  {
    name: 'no space after data:',
    servers: ['gateways'],
    source: 'https://github.com/dataelement/Clawith/pull/106',
    date: '2026-03-16',
    answers: [{ body: HELLO.replaceAll('data: ', 'data:') }],
    gets: hello,
  },
  {
    name: 'no empty line after [DONE], and a first chunk of content null',
    servers: ['llama.cpp'],
    source: 'https://github.com/darshi1337/apogee/pull/139',
    date: '2026-08-27',
    answers: [
      {
        body: sse(`
          {"choices":[{"finish_reason":null,"index":0,"delta":{"role":"assistant","content":null}}],"created":1,"id":"chatcmpl-x","model":"m","system_fingerprint":"b10603","object":"chat.completion.chunk"}
          {"choices":[{"finish_reason":null,"index":0,"delta":{"content":"Hello there"}}],"created":1,"id":"chatcmpl-x","model":"m","system_fingerprint":"b10603","object":"chat.completion.chunk"}
          {"choices":[{"finish_reason":"stop","index":0,"delta":{}}],"created":1,"id":"chatcmpl-x","model":"m","system_fingerprint":"b10603","object":"chat.completion.chunk"}
          [DONE]`).trimEnd(),
      },
    ],
    gets: hello,
  },
  {
    name: 'a stream without a content type',
    servers: ['vLLM behind a gateway'],
    source: 'https://github.com/nearai/private-ml-sdk/pull/20',
    date: '2025-08-01',
    answers: [{ type: undefined, body: HELLO }],
    gets: hello,
  },
  {
    name: 'a stream labeled as JSON',
    servers: ['gateways'],
    source: 'https://github.com/BYK/loreai/pull/1195',
    date: '2026-07-06',
    answers: [{ type: 'application/json', body: HELLO }],
    gets: hello,
  },
  {
    name: 'a complete response instead of a stream',
    servers: ['gateways'],
    source: 'https://github.com/tinyhumansai/tinyagents/pull/56',
    date: '2026-07-11',
    answers: [{ type: 'application/json', body: reply('Hello there') }],
    gets: hello,
  },
  {
    name: 'a stream instead of a complete response',
    servers: ['Codex', 'gateways'],
    source: 'https://github.com/BYK/loreai/pull/1195',
    date: '2026-07-06',
    asks: 'whole',
    answers: [{ body: HELLO }],
    gets: hello,
  },
  {
    name: 'a complete response labeled as a stream, with [DONE] after it',
    servers: ['9router'],
    source: 'https://github.com/decolua/9router/issues/3492',
    date: '2026-08-23',
    asks: 'whole',
    answers: [{ body: `${reply('Hello there')}\n\ndata: [DONE]\n\n` }],
    gets: { ...hello, usage: { input: 5, output: 2, total: 7 } },
  },
  {
    name: 'chunks with the progress of reading the prompt',
    servers: ['llama.cpp'],
    source: 'https://github.com/ggml-org/llama.cpp/pull/15827',
    date: '2025-09-06',
    options: { return_progress: true },
    answers: [
      {
        body:
          sse(`
          {"choices":[{"finish_reason":null,"index":0,"delta":{"role":"assistant","content":null}}],"created":1757141666,"id":"c","model":"m","object":"chat.completion.chunk","prompt_progress":{"total":237,"cache":0,"processed":128,"time_ms":181}}
          {"choices":[],"created":1757141666,"id":"c","model":"m","object":"chat.completion.chunk","prompt_progress":{"total":237,"cache":0,"processed":237,"time_ms":330}}`) +
          HELLO,
      },
    ],
    gets: hello,
  },
];
