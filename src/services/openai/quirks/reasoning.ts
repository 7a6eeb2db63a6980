import { type Quirk, sse } from './quirk.js';

const chunk = (delta: string, reason = 'null') =>
  `{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{${delta}},"finish_reason":${reason}}]}`;
const streamed = (...deltas: string[]) => [
  { body: sse([...deltas.map((delta) => chunk(delta)), chunk('', '"stop"'), '[DONE]'].join('\n')) },
];
const whole = (message: string) => [
  {
    type: 'application/json',
    body: `{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":${message},"finish_reason":"stop"}]}`,
  },
];
const Q = String.raw;

/** Where servers put a model's reasoning. */
export const reasoning: readonly Quirk[] = [
  {
    name: 'reasoning_content',
    servers: ['LM Studio', 'DeepSeek', 'vLLM', 'llama.cpp'],
    source: 'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/378',
    date: '2025-01-31',
    answers: streamed(
      '"role":"assistant","reasoning_content":"Hm"',
      '"role":"assistant","reasoning_content":", well"',
      '"role":"assistant","content":"A joke"',
    ),
    gets: { text: 'A joke', reasoning: 'Hm, well' },
  },
  {
    name: 'reasoning',
    servers: ['LM Studio', 'Groq', 'OpenRouter'],
    source: 'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/988',
    date: '2025-09-07',
    asks: 'whole',
    answers: whole(
      '{"role":"assistant","content":"When the last snowflake fell.","reasoning":"Need one-sentence story. Provide creative.","tool_calls":[]}',
    ),
    gets: {
      text: 'When the last snowflake fell.',
      reasoning: 'Need one-sentence story. Provide creative.',
    },
  },
  {
    name: 'reasoning, renamed from reasoning_content, in a stream',
    servers: ['vLLM'],
    source: 'https://github.com/NillionNetwork/nilAI/pull/182',
    date: '2026-04-06',
    answers: streamed(
      '"role":"assistant","content":""',
      '"reasoning":"Two and"',
      '"reasoning":" two"',
      '"content":"4"',
    ),
    gets: { text: '4', reasoning: 'Two and two' },
  },
  {
    name: '<think> tags in the content, split anywhere',
    servers: ['Mistral', 'Ollama', 'vLLM'],
    source: 'https://github.com/vercel/ai/pull/6715',
    date: '2025-06-11',
    answers: streamed(
      '"role":"assistant","content":"<th"',
      Q`"content":"ink>\nLet me"`,
      '"content":" see</thi"',
      Q`"content":"nk>\n\n4 "`,
      '"content":"< 5"',
    ),
    gets: { text: '4 < 5', reasoning: 'Let me see' },
  },
  {
    name: '</think> without <think>: the template had opened the tag',
    servers: ['llama.cpp', 'vLLM', 'SGLang'],
    source: 'https://github.com/ggml-org/llama.cpp/issues/11861',
    date: '2025-02-14',
    asks: 'whole',
    answers: whole(Q`{"role":"assistant","content":"Two and two.\n</think>\n\n4"}`),
    gets: { text: '4', reasoning: 'Two and two.' },
  },
  {
    name: '</think> without <think> in a stream',
    servers: ['vLLM', 'llama.cpp'],
    source: 'https://github.com/deepseek-ai/DeepSeek-R1/issues/506',
    date: '2025-02-26',
    answers: streamed(Q`"content":"Two and two.\n"`, '"content":"</think>"', Q`"content":"\n\n4"`),
    gets: { text: '4', reasoning: 'Two and two.' },
  },
  {
    name: 'reasoning as parts of the content, in a stream',
    servers: ['Mistral'],
    source: 'https://github.com/agentjido/req_llm/issues/742',
    date: '2026-06-02',
    answers: streamed(
      '"role":"assistant","content":""',
      '"content":[{"type":"thinking","thinking":[{"type":"text","text":"Okay"}]}]',
      '"content":[{"type":"thinking","thinking":[{"type":"text","text":", two"}]}]',
      '"content":"4"',
    ),
    gets: { text: '4', reasoning: 'Okay, two' },
  },
  {
    name: 'reasoning as parts of the content',
    servers: ['Mistral'],
    source: 'https://github.com/langchain4j/langchain4j/pull/4474',
    date: '2026-01-26',
    asks: 'whole',
    answers: whole(
      '{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"Let me reason..."}]},{"type":"text","text":"The answer is 42."}]}',
    ),
    gets: { text: 'The answer is 42.', reasoning: 'Let me reason...' },
  },
];
