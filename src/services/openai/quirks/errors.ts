import { HELLO, type Quirk, sse } from './quirk.js';

const json = 'application/json';
const BEGUN = HELLO.split('data: ').slice(0, 2).join('data: ');

/** How servers report errors: in streams that have started, and instead of a response. */
export const errors: readonly Quirk[] = [
  {
    name: 'an SSE field named error',
    servers: ['llama.cpp'],
    source: 'https://github.com/ggml-org/llama.cpp/pull/16109',
    date: '2025-09-19',
    answers: [
      {
        body: `${BEGUN}error: {"code":400,"message":"the request exceeds the available context size. try increasing the context size or enable context shift","type":"invalid_request_error"}\n\ndata: [DONE]\n\n`,
      },
    ],
    gets: { error: { is: 'ResponseError', says: 'exceeds the available context size' } },
  },
  {
    name: 'an SSE field named error instead of a response',
    servers: ['llama.cpp'],
    source: 'https://github.com/coddy-project/coddy-agent/pull/106',
    date: '2026-08-16',
    answers: [
      {
        body: 'error: {"code":400,"message":"the request exceeds the available context size. try increasing the context size or enable context shift","type":"invalid_request_error"}\n\ndata: [DONE]\n\n',
      },
    ],
    gets: { error: { is: 'ResponseError', says: 'exceeds the available context size' } },
  },
  {
    name: 'an error object instead of the first chunk, then [DONE]',
    servers: ['vLLM'],
    source: 'https://github.com/BerriAI/litellm/issues/40578',
    date: '2026-09-10',
    answers: [
      {
        body: sse(
          '{"error":{"message":"The engine queue is full","type":"ServiceUnavailableError","param":null,"code":503}}\n[DONE]',
        ),
      },
    ],
    gets: { error: { is: 'ResponseError', says: 'The engine queue is full' } },
  },
  {
    name: 'an event named error in the middle',
    servers: ['OpenAI'],
    source: 'https://github.com/elastic/elasticsearch/pull/121806',
    date: '2025-02-05',
    answers: [
      {
        body: `${BEGUN}event: error\ndata: {"error":{"message":"The server had an error while processing your request. Sorry about that!","type":"server_error","param":null,"code":null}}\n\n`,
      },
    ],
    gets: { error: { is: 'ResponseError', says: 'The server had an error while processing' } },
  },
  {
    name: 'an error as a string instead of a chunk',
    servers: ['mlx-vlm', 'TGI'],
    source: 'https://github.com/Blaizzy/nativ/pull/195',
    date: '2026-08-04',
    answers: [
      {
        body: `${BEGUN}data: {"error": "thinking_budget is not supported with speculative decoding in the server."}\n\n`,
      },
    ],
    gets: { error: { is: 'ResponseError', says: 'thinking_budget is not supported' } },
  },
  {
    name: 'an error next to the choices of a chunk, finish_reason error',
    servers: ['OpenRouter'],
    source: 'https://github.com/damianvtran/local-operator/pull/223',
    date: '2026-08-21',
    answers: [
      {
        body: `${BEGUN}data: {"id":"gen-1","object":"chat.completion.chunk","created":1,"model":"m","provider":"x","error":{"code":502,"message":"Provider disconnected","metadata":{"error_type":"provider_unavailable"}},"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]}\n\ndata: [DONE]\n\n`,
      },
    ],
    gets: { error: { is: 'ResponseError', says: 'Provider disconnected' } },
  },
  {
    name: 'an error with empty choices in an otherwise normal stream',
    servers: ['OpenRouter'],
    source: 'https://github.com/diegosouzapw/OmniRoute/pull/8210',
    date: '2026-07-22',
    answers: [
      {
        body: sse(`
          {"id":"gen-2","object":"chat.completion.chunk","created":1,"model":"nvidia/nemotron-3-ultra-550b-a55b:free","choices":[],"error":{"code":502,"message":"Worker local total request limit reached (33/32)"}}
          [DONE]`),
      },
    ],
    gets: { error: { is: 'ResponseError', says: 'request limit reached \\(33/32\\)' } },
  },
  {
    name: 'text instead of a stream',
    servers: ['gateways'],
    source: 'https://github.com/sybil-solutions/vllm-studio/pull/26',
    date: '2026-01-25',
    answers: [{ body: 'upstream connect error or disconnect/reset before headers' }],
    gets: { error: { is: 'ResponseError', says: 'upstream connect error' } },
  },
  {
    name: 'the stream ends silently in the middle',
    servers: ['Command Code', 'gateways'],
    source: 'https://github.com/CommandCodeAI/command-code/issues/785',
    date: '2026-09-02',
    answers: [{ body: BEGUN }],
    gets: { error: { is: 'ResponseError', says: 'ended early, after 1 chunks', own: true } },
  },
  {
    name: 'only [DONE]',
    servers: ['vLLM'],
    source: 'https://github.com/vllm-project/vllm/pull/40986',
    date: '2026-04-27',
    answers: [{ body: 'data: [DONE]\n\n' }],
    gets: { error: { is: 'ResponseError', says: 'ended early, after 0 chunks', own: true } },
  },
  {
    name: 'the stream goes silent in the middle and stays open',
    servers: ['DeepSeek'],
    source: 'https://github.com/deepseek-ai/DeepSeek-V3/issues/1608',
    date: '2026-08-26',
    call: { idleTimeout: 80 },
    answers: [{ body: BEGUN, stays: true }],
    gets: { error: { is: 'TimeoutError', says: 'idleTimeout', own: true } },
  },
  {
    name: '{"error": "text"}',
    servers: ['Ollama', 'LM Studio'],
    source: 'https://github.com/ollama/ollama/issues/14795',
    date: '2026-03-12',
    answers: [
      {
        status: 400,
        type: json,
        body: '{"error":"registry.ollama.ai/library/Qwen3.5:0.8b does not support tools"}',
      },
    ],
    gets: { error: { is: 'HttpError', says: '400.*Qwen3\\.5:0\\.8b does not support tools' } },
  },
  {
    name: '{"detail": "text"}',
    servers: ['vLLM', 'FastAPI servers'],
    source: 'https://github.com/vllm-project/vllm/issues/5082',
    date: '2024-06-04',
    asks: 'whole',
    answers: [{ status: 404, type: json, body: '{"detail":"Not Found"}' }],
    gets: { error: { is: 'HttpError', says: '404.*Not Found' } },
  },
  {
    name: '{"detail": [{loc, msg}]}',
    servers: ['Mistral', 'FastAPI servers'],
    source: 'https://github.com/Gitlawb/openclaude/issues/739',
    date: '2026-04-17',
    asks: 'whole',
    options: { store: false },
    answers: [
      {
        status: 422,
        type: json,
        body: '{"detail":[{"type":"extra_forbidden","loc":["body","store"],"msg":"Extra inputs are not permitted","input":false}]}',
      },
    ],
    gets: { error: { is: 'HttpError', says: '422.*store.*Extra inputs are not permitted' } },
  },
  {
    name: '{"object": "error", "message": {"detail": […]}}',
    servers: ['Mistral'],
    source: 'https://github.com/Gage-Technologies/mistral-go/pull/2',
    date: '2024-04-18',
    asks: 'whole',
    answers: [
      {
        status: 422,
        type: json,
        body: '{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","messages",0,"user","name"],"msg":"Extra inputs are not permitted","input":"","url":"https://errors.pydantic.dev/2.6/v/extra_forbidden"}]},"type":"invalid_request_error","param":null,"code":null}',
      },
    ],
    gets: { error: { is: 'HttpError', says: '422.*messages.*name.*not permitted' } },
  },
  {
    name: 'JSON within the message of an error',
    servers: ['Mistral'],
    source: 'https://github.com/mistralai/platform-docs-public/issues/7',
    date: '2024-01-24',
    asks: 'whole',
    answers: [
      {
        status: 422,
        type: json,
        body: String.raw`{"object":"error","message":"{\"detail\":[{\"type\":\"extra_forbidden\",\"loc\":[\"body\",\"frequency_penalty\"],\"msg\":\"Extra inputs are not permitted\",\"input\":0.0}]}","type":"internal_error_proxy","param":null,"code":"1000"}`,
      },
    ],
    gets: { error: { is: 'HttpError', says: '422.*frequency_penalty.*not permitted' } },
  },
  {
    name: 'the error in an array',
    servers: ['Gemini'],
    source: 'https://github.com/FuzzAnything/PromptFuzz/issues/42',
    date: '2025-09-07',
    asks: 'whole',
    answers: [
      {
        status: 400,
        type: json,
        body: String.raw`[{"error":{"code":400,"message":"Invalid JSON payload received. Unknown name \"web_search_options\": Cannot find field.","status":"INVALID_ARGUMENT"}}]`,
      },
    ],
    gets: { error: { is: 'HttpError', says: '400.*Unknown name "web_search_options"' } },
  },
  {
    name: 'an error of four fields, without a wrapper',
    servers: ['Cerebras'],
    source: 'https://github.com/musistudio/claude-code-router/issues/708',
    date: '2025-08-26',
    asks: 'whole',
    answers: [
      {
        status: 400,
        type: json,
        body: '{"message":"Unsupported JSON schema fields: {\'minItems\', \'items\'}","type":"invalid_request_error","param":"response_format","code":"wrong_api_format"}',
      },
    ],
    gets: { error: { is: 'HttpError', says: '400.*Unsupported JSON schema fields' } },
  },
  {
    name: 'an error next to success: false',
    servers: ['Command Code'],
    source: 'https://github.com/CommandCodeAI/command-code/issues/785',
    date: '2026-09-02',
    asks: 'whole',
    answers: [
      {
        status: 500,
        type: json,
        body: '{"success":false,"error":{"code":"INTERNAL_SERVER_ERROR","status":500,"message":"An unexpected error occurred. Please try again later."}}',
      },
    ],
    gets: { error: { is: 'HttpError', says: '500.*An unexpected error occurred' } },
  },
  {
    name: 'a refusal with what the model generated (failed_generation)',
    servers: ['Groq'],
    source: 'https://github.com/groq/groq-typescript/issues/28',
    date: '2024-05-12',
    asks: 'whole',
    answers: [
      {
        status: 400,
        type: json,
        body: `{"error":{"message":"Failed to call a function. Please adjust your prompt. See 'failed_generation' for more details.","type":"invalid_request_error","code":"tool_use_failed","failed_generation":"{ tool_calls"}}`,
      },
    ],
    gets: { error: { is: 'HttpError', says: '400.*Failed to call a function' } },
  },
  {
    name: 'an error as plain text',
    servers: ['gateways'],
    source: 'https://github.com/xtekky/gpt4free/issues/2828',
    date: '2025-03-23',
    asks: 'whole',
    answers: [{ status: 500, type: 'text/plain', body: 'Internal Server Error' }],
    gets: { error: { is: 'HttpError', says: '500.*Internal Server Error' } },
  },
  {
    name: 'an error as an HTML page',
    servers: ['nginx in front of any server'],
    source: 'https://github.com/tsundereraws/aisub-translator/issues/2',
    date: '2025-03-19',
    asks: 'whole',
    answers: [
      {
        status: 404,
        type: 'text/html',
        body: '<html>\n<head><title>404 Not Found</title></head>\n<body>\n<center><h1>404 Not Found</h1></center>\n<hr><center>nginx</center>\n</body>\n</html>\n',
      },
    ],
    gets: { error: { is: 'HttpError', says: '404 Not Found' } },
  },
  {
    name: 'status 200 and an error',
    servers: ['LM Studio'],
    source: 'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/618',
    date: '2025-04-25',
    asks: 'whole',
    answers: [
      {
        type: 'application/json; charset=utf-8',
        body: '{"error":"Unexpected endpoint or method. (POST /chat/completions)"}',
      },
    ],
    gets: { error: { is: 'HttpError', says: 'Unexpected endpoint or method' } },
  },
  {
    name: 'status 200 and an error instead of a stream',
    servers: ['LM Studio'],
    source: 'https://github.com/pssah4/vault-operator/issues/73',
    date: '2026-08-13',
    answers: [
      {
        type: 'application/json; charset=utf-8',
        body: '{"error":"Unexpected endpoint or method. (POST /chat/completions)"}',
      },
    ],
    gets: { error: { is: 'HttpError', says: 'Unexpected endpoint or method' } },
  },
];
