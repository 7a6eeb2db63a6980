import { HELLO, type Quirk, reply, sse } from './quirk.js';

const json = 'application/json';
const refuse = (to: string, body: string, status = 400) => ({ to, status, type: json, body });
const answer = (text = 'Hello there') => ({ type: json, body: reply(text) });
const hi = { role: 'user', content: 'Hi' };
const developer = [{ role: 'developer', content: 'Be brief.' }, hi];
const schema = {
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'integer' } },
  required: ['name', 'age'],
};
const json_schema = { type: 'json_schema', json_schema: { name: 'dog', schema } };
const dog = '{"name":"Rex","age":3}';
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const picture = [
  {
    role: 'user',
    content: [
      { type: 'text', text: 'What is this?' },
      { type: 'image_url', image_url: { url: '{server}/pixel.png' } },
    ],
  },
];
const pixel = { path: '/pixel.png', type: 'image/png', body: PIXEL, isBase64: true } as const;

/** What servers refuse in a request, and accept in another form. */
export const requests: readonly Quirk[] = [
  {
    name: 'refuses stream_options (422)',
    servers: ['Mistral'],
    source: 'https://github.com/openai/openai-agents-python/issues/442',
    date: '2025-04-05',
    answers: [
      refuse(
        '"stream_options"',
        '{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","stream_options","include_usage"],"msg":"Extra inputs are not permitted","input":true}]},"type":"invalid_request_error","param":null,"code":null}',
        422,
      ),
      { body: HELLO },
    ],
    gets: { text: 'Hello there', requests: 2 },
  },
  {
    name: 'refuses the role developer: unknown variant',
    servers: ['DeepSeek'],
    source: 'https://github.com/earendil-works/pi/issues/1048',
    date: '2026-01-28',
    asks: 'whole',
    messages: developer,
    answers: [
      refuse(
        '"developer"',
        '{"error":{"message":"Failed to deserialize the JSON body into the target type: messages[0].role: unknown variant `developer`, expected one of `system`, `user`, `assistant`, `tool` at line 1 column 58","type":"invalid_request_error","param":null,"code":"invalid_request_error"}}',
      ),
      answer(),
    ],
    gets: { text: 'Hello there', requests: 2 },
  },
  {
    name: 'refuses the role developer: the template does not know the role',
    servers: ['vLLM', 'llama.cpp'],
    source: 'https://github.com/ogx-ai/ogx/issues/6069',
    date: '2026-06-09',
    messages: developer,
    answers: [
      refuse(
        '"developer"',
        '{"error":{"message":"Unexpected message role.","type":"BadRequestError","param":null,"code":400}}',
      ),
      { body: HELLO },
    ],
    gets: { text: 'Hello there', requests: 2 },
  },
  {
    name: 'refuses the role developer without a message (422)',
    servers: ['DeepInfra'],
    source: 'https://github.com/earendil-works/pi/pull/1578',
    date: '2026-02-21',
    asks: 'whole',
    messages: developer,
    answers: [refuse('"developer"', '', 422), answer()],
    gets: { text: 'Hello there', requests: 2 },
  },
  {
    name: 'refuses json_schema, accepts json_object',
    servers: ['DeepSeek'],
    source: 'https://github.com/llm-exe/llm-exe/issues/662',
    date: '2026-07-11',
    asks: 'whole',
    options: { response_format: json_schema },
    answers: [
      refuse(
        '"json_schema"',
        '{"error":{"message":"This response_format type is unavailable now","type":"invalid_request_error","param":null,"code":"invalid_request_error"}}',
      ),
      answer(dog),
    ],
    gets: { json: { name: 'Rex', age: 3 }, requests: 2 },
  },
  {
    name: 'refuses json_schema with 422',
    servers: ['DeepSeek'],
    source: 'https://github.com/browser-use/browser-use/pull/215',
    date: '2025-01-19',
    options: { response_format: json_schema },
    answers: [
      refuse(
        '"json_schema"',
        '{"error":{"message":"Failed to deserialize the JSON body into the target type: response_format: response_format.type `json_schema` is unavailable now at line 1 column 12440","type":"invalid_request_error"}}',
        422,
      ),
      {
        body: sse(String.raw`
          {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"{\"name\":\"Rex\","},"finish_reason":null}]}
          {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"\"age\":3}"},"finish_reason":"stop"}]}
          [DONE]`),
      },
    ],
    gets: { json: { name: 'Rex', age: 3 }, requests: 2 },
  },
  {
    name: 'refuses keywords of JSON Schema',
    servers: ['Groq', 'Cerebras'],
    source: 'https://github.com/i-am-bee/beeai-framework/issues/1215',
    date: '2025-10-22',
    asks: 'whole',
    options: { response_format: json_schema },
    answers: [
      refuse(
        '"json_schema"',
        '{"error":{"message":"invalid schema for response format: response_format/json_schema/next_step: minItems is not supported","type":"invalid_request_error"}}',
      ),
      answer(dog),
    ],
    gets: { json: { name: 'Rex', age: 3 }, requests: 2 },
  },
  {
    name: 'accepts no response_format at all: asked in the prompt, the JSON is between sentences',
    servers: ['Cerebras'],
    source: 'https://github.com/Cerebras/cerebras-cloud-sdk-python/issues/4',
    date: '2025-03-08',
    asks: 'whole',
    options: { response_format: json_schema },
    answers: [
      refuse(
        '"response_format"',
        `{"message":"type: Input should be 'text'","type":"invalid_request_error","param":"validation_error","code":"wrong_api_format"}`,
      ),
      answer(`Here is a dog:\n\n\`\`\`json\n${dog}\n\`\`\`\n`),
    ],
    gets: { json: { name: 'Rex', age: 3 }, requests: 3 },
  },
  {
    name: 'accepts no response_format, and the model does not follow the schema',
    servers: ['DeepSeek'],
    source: 'https://github.com/browserbase/stagehand/issues/1204',
    date: '2025-10-30',
    asks: 'whole',
    options: { response_format: json_schema },
    answers: [
      refuse(
        '"response_format"',
        '{"error":{"message":"This response_format type is unavailable now","type":"invalid_request_error"}}',
      ),
      answer('{"title":"Rex"}'),
    ],
    gets: { error: { is: 'ResponseError', says: "must have required property 'name'", own: true } },
  },
  {
    name: 'refuses json_object, accepts json_schema',
    servers: ['LM Studio'],
    source: 'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/189',
    date: '2024-11-04',
    asks: 'whole',
    messages: [{ role: 'user', content: 'A dog, as JSON' }],
    options: { response_format: { type: 'json_object' } },
    answers: [
      refuse('"json_object"', `{"error":"'response_format.type' must be 'json_schema'"}`),
      answer(dog),
    ],
    gets: { json: { name: 'Rex', age: 3 }, requests: 2 },
  },
  {
    name: 'accepts json_object only if the word "json" is in the messages',
    servers: ['DeepSeek', 'OpenAI'],
    source: 'https://github.com/browserbase/stagehand/issues/1204',
    date: '2025-10-30',
    asks: 'whole',
    messages: [{ role: 'user', content: 'Invent a dog' }],
    options: { response_format: { type: 'json_object' } },
    answers: [
      { to: 'JSON alone', ...answer(dog) },
      {
        status: 400,
        type: json,
        body: `{"error":{"message":"Prompt must contain the word 'json' in some form to use 'response_format' of type 'json_object'.","type":"invalid_request_error","param":null,"code":"invalid_request_error"}}`,
      },
    ],
    gets: { json: { name: 'Rex', age: 3 }, requests: 2 },
  },
  {
    name: 'refuses max_tokens',
    servers: ['OpenAI'],
    source: 'https://github.com/devnullvoid/dms-ai-assistant/issues/12',
    date: '2026-05-22',
    asks: 'whole',
    options: { max_tokens: 50 },
    answers: [
      refuse(
        '"max_tokens"',
        `{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.","type":"invalid_request_error","param":"max_tokens","code":"unsupported_parameter"}}`,
      ),
      { to: '"max_completion_tokens":50', ...answer() },
    ],
    gets: { text: 'Hello there', requests: 2 },
  },
  {
    name: 'refuses max_completion_tokens (422)',
    servers: ['Mistral'],
    source: 'https://github.com/editor-code-assistant/eca/issues/231',
    date: '2025-12-12',
    asks: 'whole',
    options: { max_completion_tokens: 50 },
    answers: [
      refuse(
        '"max_completion_tokens"',
        '{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","max_completion_tokens"],"msg":"Extra inputs are not permitted","input":50}]},"type":"invalid_request_error","param":null,"code":null}',
        422,
      ),
      { to: '"max_tokens":50', ...answer() },
    ],
    gets: { text: 'Hello there', requests: 2 },
  },
  {
    name: 'refuses max_completion_tokens, with a Python list as the message',
    servers: ['vLLM'],
    source: 'https://github.com/1Panel-dev/MaxKB/issues/2912',
    date: '2025-04-17',
    options: { max_completion_tokens: 800 },
    answers: [
      refuse(
        '"max_completion_tokens"',
        `{"object":"error","message":"[{'type': 'extra_forbidden', 'loc': ('body', 'max_completion_tokens'), 'msg': 'Extra inputs are not permitted', 'input': 800}]","type":"BadRequestError","param":null,"code":400}`,
      ),
      { body: HELLO },
    ],
    gets: { text: 'Hello there', requests: 2 },
  },
  {
    name: 'refuses its own reasoning_content in earlier messages (422)',
    servers: ['Mistral'],
    source: 'https://github.com/charmbracelet/crush/issues/1590',
    date: '2025-12-10',
    asks: 'whole',
    messages: [hi, { role: 'assistant', content: 'Hello', reasoning_content: '\n' }, hi],
    answers: [
      refuse(
        '"reasoning_content"',
        String.raw`{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","messages",1,"assistant","reasoning_content"],"msg":"Extra inputs are not permitted","input":"\n"}]},"type":"invalid_request_error","param":null,"code":null}`,
        422,
      ),
      answer(),
    ],
    gets: { text: 'Hello there', requests: 2 },
  },
  {
    name: 'refuses its own reasoning_content in earlier messages (400)',
    servers: ['Groq'],
    source: 'https://github.com/agentjido/req_llm/issues/772',
    date: '2026-06-15',
    messages: [hi, { role: 'assistant', content: 'Hello', reasoning_content: 'Hm' }, hi],
    answers: [
      refuse(
        '"reasoning_content"',
        `{"error":{"message":"'messages.1' : for 'role:assistant' the following must be satisfied[('messages.1' : property 'reasoning_content' is unsupported)]","type":"invalid_request_error"}}`,
      ),
      { body: HELLO },
    ],
    gets: { text: 'Hello there', requests: 2 },
  },
  {
    name: 'accepts images as Base64 only: invalid image input',
    servers: ['Ollama'],
    source: 'https://github.com/ollama/ollama/issues/6753',
    date: '2024-09-11',
    asks: 'whole',
    messages: picture,
    answers: [
      pixel,
      { to: `data:image/png;base64,${PIXEL}`, ...answer('A pixel') },
      {
        status: 400,
        type: json,
        body: '{"error":{"message":"invalid image input","type":"invalid_request_error","param":null,"code":null}}',
      },
    ],
    gets: { text: 'A pixel', requests: 2 },
  },
  {
    name: 'accepts images as Base64 only: "must be a base64 encoded image"',
    servers: ['LM Studio'],
    source: 'https://github.com/jakobdylanc/llmcord/issues/126',
    date: '2025-12-07',
    messages: picture,
    answers: [
      pixel,
      { to: `data:image/png;base64,${PIXEL}`, body: HELLO },
      {
        status: 400,
        type: json,
        body: `{"error":"'url' field must be a base64 encoded image."}`,
      },
    ],
    gets: { text: 'Hello there', requests: 2 },
  },
  {
    name: 'embeddings as numbers when Base64 was requested',
    servers: ['LM Studio', 'SGLang'],
    source: 'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/756',
    date: '2025-07-12',
    asks: 'embeddings',
    options: { encoding_format: 'base64' },
    answers: [
      {
        type: json,
        body: '{"object":"list","data":[{"object":"embedding","embedding":[0.5,-1,2],"index":0}],"model":"m","usage":{"prompt_tokens":0,"total_tokens":0}}',
      },
    ],
    gets: { embeddings: ['AAAAPwAAgL8AAABA'] },
  },
  {
    name: 'embeddings as Base64 when numbers were requested',
    servers: ['LiteLLM'],
    source: 'https://github.com/BerriAI/litellm-docs/pull/58',
    date: '2026-05-01',
    asks: 'embeddings',
    answers: [
      {
        type: json,
        body: '{"object":"list","data":[{"object":"embedding","embedding":"AAAAPwAAgL8AAABA","index":0}],"model":"m","usage":{"prompt_tokens":2,"total_tokens":2}}',
      },
    ],
    gets: { embeddings: [[0.5, -1, 2]] },
  },
  {
    name: 'embeddings as numbers, whatever was requested',
    servers: ['llama.cpp', 'LM Studio'],
    source: 'https://github.com/ggml-org/llama.cpp/issues/10887',
    date: '2024-12-18',
    asks: 'embeddings',
    answers: [
      {
        type: json,
        body: '{"object":"list","data":[{"object":"embedding","embedding":[0.5,-1,2],"index":0}],"model":"m","usage":{"prompt_tokens":2,"total_tokens":2}}',
      },
    ],
    gets: { embeddings: [[0.5, -1, 2]] },
  },
];
