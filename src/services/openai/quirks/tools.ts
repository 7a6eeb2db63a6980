import { type Quirk, reply, sse } from './quirk.js';

const weather = { name: 'get_weather', arguments: { city: 'Paris' } };

/** A chunk with these parts of tool calls. */
const piece = (calls: string, more = '') =>
  `{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{${more}"tool_calls":[${calls}]},"finish_reason":null}]}`;
const last = (reason = 'tool_calls') =>
  `{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"${reason}"}]}\n[DONE]`;
/** A missing role is another behavior. */
const withRole = (line: string) =>
  /"role"/.test(line) ? line : line.replace('"delta":{', '"delta":{"role":"assistant",');
const streamed = (first: string, ...lines: string[]) => [
  { body: sse([withRole(first), ...lines].join('\n')) },
];
const Q = String.raw;

/** How tool calls arrive: in parts, complete, without what tells them apart. */
export const tools: readonly Quirk[] = [
  {
    name: 'a complete call in one chunk, without index',
    servers: ['Ollama', 'Gemini', 'grok2api'],
    source: 'https://github.com/ollama/ollama/issues/7881',
    date: '2024-11-29',
    answers: streamed(
      piece(
        Q`{"id":"call_1","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"Paris\"}"}}`,
        '"role":"assistant","content":"",',
      ),
      last(),
    ),
    gets: { tools: [{ id: 'call_1', ...weather }], finish: 'tool_calls' },
  },
  {
    name: 'several complete calls, all with index 0',
    servers: ['Ollama'],
    source: 'https://github.com/ollama/ollama/issues/15457',
    date: '2026-04-09',
    answers: streamed(
      piece(
        Q`{"id":"abc123","index":0,"type":"function","function":{"name":"file_write","arguments":"{\"filePath\":\"hello.py\"}"}}`,
      ),
      piece(
        Q`{"id":"def456","index":0,"type":"function","function":{"name":"file_write","arguments":"{\"filePath\":\"world.py\"}"}}`,
      ),
      last(),
    ),
    gets: {
      tools: [
        { id: 'abc123', name: 'file_write', arguments: { filePath: 'hello.py' } },
        { id: 'def456', name: 'file_write', arguments: { filePath: 'world.py' } },
      ],
    },
  },
  {
    name: 'several calls in parts without index, distinguished by id',
    servers: ['gateways'],
    source: 'https://github.com/AtomicBot-ai/atomic-agent/pull/268',
    date: '2026-08-28',
    answers: streamed(
      piece('{"id":"a","type":"function","function":{"name":"get_weather","arguments":""}}'),
      piece(Q`{"id":"a","function":{"arguments":"{\"city\":"}}`),
      piece('{"id":"b","type":"function","function":{"name":"get_time","arguments":""}}'),
      piece(Q`{"id":"a","function":{"arguments":"\"Paris\"}"}}`),
      piece('{"id":"b","function":{"arguments":"{}"}}'),
      last(),
    ),
    gets: {
      tools: [
        { id: 'a', ...weather },
        { id: 'b', name: 'get_time', arguments: {} },
      ],
    },
  },
  {
    name: 'the arguments before the name, without index',
    servers: ['SGLang'],
    source: 'https://github.com/vercel/ai/pull/15879',
    date: '2026-06-07',
    answers: streamed(
      piece(Q`{"id":"call_1","type":"function","function":{"arguments":"{\"city\":"}}`),
      piece(Q`{"id":"call_1","function":{"name":"get_weather","arguments":"\"Paris\"}"}}`),
      last(),
    ),
    gets: { tools: [{ id: 'call_1', ...weather }] },
  },
  {
    name: 'later parts with an empty id and an empty name',
    servers: ['DashScope (Qwen)', 'DeepSeek'],
    source: 'https://github.com/anomalyco/opencode/issues/37841',
    date: '2026-07-20',
    answers: streamed(
      piece(
        '{"index":0,"id":"call_8c1f","type":"function","function":{"name":"get_weather","arguments":"{"}}',
      ),
      piece(
        Q`{"index":0,"id":"","type":"function","function":{"name":"","arguments":"\"city\": "}}`,
      ),
      piece(
        Q`{"index":0,"id":"","type":"function","function":{"name":"","arguments":"\"Paris\"}"}}`,
      ),
      last(),
    ),
    gets: { tools: [{ id: 'call_8c1f', ...weather }] },
  },
  {
    name: 'later parts with id, type and name null',
    servers: ['SGLang', 'OpenCode Zen'],
    source: 'https://github.com/sgl-project/sglang/pull/35542',
    date: '2026-08-19',
    answers: streamed(
      piece(
        '{"id":"call_abc","index":0,"type":"function","function":{"name":"get_weather","arguments":""}}',
      ),
      piece(
        Q`{"id":null,"index":0,"type":null,"function":{"name":null,"arguments":"{\"city\":\"Paris\"}"}}`,
      ),
      last(),
    ),
    gets: { tools: [{ id: 'call_abc', ...weather }] },
  },
  {
    name: 'no id',
    servers: ['Ollama through LiteLLM'],
    source: 'https://github.com/BerriAI/litellm/issues/11262',
    date: '2025-06-12',
    answers: streamed(
      piece(
        Q`{"index":0,"type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"Paris\"}"}}`,
      ),
      piece('{"index":0,"type":"function","function":{"name":"get_time","arguments":"{}"}}'),
      last(),
    ),
    gets: { tools: [weather, { name: 'get_time', arguments: {} }] },
  },
  {
    name: 'no type',
    servers: ['gateways'],
    source: 'https://github.com/vercel/ai/pull/5744',
    date: '2025-04-14',
    answers: streamed(
      piece(
        Q`{"index":0,"id":"c1","type":null,"function":{"name":"get_weather","arguments":"{\"city\":\"Paris\"}"}}`,
      ),
      last(),
    ),
    gets: { tools: [{ id: 'c1', ...weather }] },
  },
  {
    name: 'the first call has index 1',
    servers: ['LiteLLM'],
    source: 'https://github.com/BerriAI/litellm/issues/11407',
    date: '2025-06-04',
    answers: streamed(
      piece(
        '{"id":"tooluse_Baw","function":{"arguments":"","name":"get_weather"},"type":"function","index":1}',
        '"content":"","role":"assistant",',
      ),
      piece(Q`{"function":{"arguments":"{\"city\":\"Paris\"}"},"type":"function","index":1}`),
      last(),
    ),
    gets: { tools: [{ id: 'tooluse_Baw', ...weather }] },
  },
  {
    name: 'arguments as an object',
    servers: ['llama.cpp'],
    source: 'https://github.com/ggml-org/llama.cpp/issues/20198',
    date: '2026-03-08',
    asks: 'whole',
    answers: [
      {
        type: 'application/json',
        body: '{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"get_weather","arguments":{"city":"Paris"}}}]}}]}',
      },
    ],
    gets: { tools: [{ id: 'c1', ...weather }] },
  },
  {
    name: 'arguments as an object in a stream',
    servers: ['llama.cpp', 'gateways'],
    source: 'https://github.com/ggml-org/llama.cpp/pull/20202',
    date: '2026-03-07',
    answers: streamed(
      piece(
        '{"index":0,"id":"c1","type":"function","function":{"name":"get_weather","arguments":{"city":"Paris"}}}',
      ),
      last(),
    ),
    gets: { tools: [{ id: 'c1', ...weather }] },
  },
  {
    name: 'tool_calls null in text chunks',
    servers: ['exo'],
    source: 'https://github.com/SeraphimSerapis/tool-eval-bench/issues/11',
    date: '2026-05-10',
    answers: streamed(
      '{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"Hi","tool_calls":null,"function_call":null},"finish_reason":null}]}',
      '{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":null,"tool_calls":null,"function_call":null},"finish_reason":"stop"}]}\n[DONE]',
    ),
    gets: { text: 'Hi', finish: 'stop', tools: [] },
  },
  {
    name: 'content null next to the calls',
    servers: ['vLLM'],
    source: 'https://github.com/vllm-project/vllm-ascend/issues/14501',
    date: '2026-08-18',
    answers: streamed(
      piece(
        '{"id":"call_x","type":"function","index":0,"function":{"name":"get_weather","arguments":""}}',
        '"content":null,',
      ),
      piece(Q`{"index":0,"function":{"arguments":"{\"city\":\"Paris\"}"}}`, '"content":null,'),
      last(),
    ),
    gets: { tools: [{ id: 'call_x', ...weather }] },
  },
  {
    name: 'finish_reason stop although tools are called',
    servers: ['Ollama', 'OpenAI'],
    source: 'https://github.com/ollama/ollama/pull/7963',
    date: '2025-02-12',
    answers: streamed(
      piece(
        Q`{"id":"call_y","index":0,"type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"Paris\"}"}}`,
      ),
      last('stop'),
    ),
    gets: { tools: [{ id: 'call_y', ...weather }], finish: 'stop' },
  },
  {
    name: 'one reply split over two choices',
    servers: ['GitHub Copilot'],
    source: 'https://github.com/HKUDS/nanobot/pull/1555',
    date: '2026-03-05',
    asks: 'whole',
    answers: [
      {
        type: 'application/json',
        body: Q`{"id":"g","created":1,"model":"claude-sonnet-4","choices":[{"finish_reason":"tool_calls","message":{"role":"assistant","content":"Let me actually do it now!"}},{"finish_reason":"tool_calls","message":{"role":"assistant","tool_calls":[{"id":"toolu_1","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"Paris\"}"}}]}}],"usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12}}`,
      },
    ],
    gets: {
      text: 'Let me actually do it now!',
      tools: [{ id: 'toolu_1', ...weather }],
      finish: 'tool_calls',
    },
  },
  {
    name: 'neither finish_reason nor index in a complete response',
    servers: ['LocalAI'],
    source: 'https://github.com/mudler/LocalAI/issues/788',
    date: '2023-07-21',
    asks: 'whole',
    answers: [
      {
        type: 'application/json',
        body: `{"object":"chat.completion","choices":[{"message":{"role":"assistant","content":"I'm sorry."}}]}`,
      },
    ],
    gets: { text: "I'm sorry.", tools: [], usage: null },
  },
  {
    name: 'empty lines before a complete response, while the request is queued',
    servers: ['DeepSeek'],
    source: 'https://github.com/Lambdua/openai4j/issues/86',
    date: '2025-02-13',
    asks: 'whole',
    call: { idleTimeout: 100 },
    answers: [
      {
        type: 'application/json',
        body: [...Array(12).fill('\n'), reply('Hello there')],
        pause: 15,
      },
    ],
    gets: { text: 'Hello there', finish: 'stop' },
  },
];
