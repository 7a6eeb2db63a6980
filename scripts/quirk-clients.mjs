// Sends requests with other clients, as their users would. Each function here returns a function that
// returns the outcome, or `undefined` if the client does not have the feature.

/** The official SDK: reads chunks directly, and uses its helper if it has one (tools). */
export async function officialSdk({ messagesOf, parsed }) {
  const { OpenAI } = await import('openai');
  return async (quirk, url) => {
    const { asks = 'stream', options, gets } = quirk;
    const ai = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'x', maxRetries: 0 });
    if (asks === 'embeddings') {
      const { data } = await ai.embeddings.create({ model: 'm', input: ['Hi'], ...options });
      return { embeddings: data.map(({ embedding }) => embedding) };
    }
    const request = { model: 'm', messages: messagesOf(quirk, url), ...options };
    if (asks === 'whole') return fromMessage(await ai.chat.completions.create(request), parsed);
    const streamed = { ...request, stream_options: { include_usage: true } };
    if (gets.tools) {
      const stream = ai.chat.completions.stream(streamed);
      return fromMessage(await stream.finalChatCompletion(), parsed);
    }
    return fromChunks(await ai.chat.completions.create({ ...streamed, stream: true }));
  };
}

function fromMessage({ choices, usage }, parsed) {
  const { message } = choices[0];
  return {
    text: message.content ?? undefined,
    reasoning: message.reasoning_content ?? message.reasoning,
    tools: (message.tool_calls ?? []).map(({ id, function: called }) => ({
      id,
      name: called.name,
      arguments: typeof called.arguments === 'string' ? parsed(called.arguments) : 'no text',
    })),
    usage: { input: usage?.prompt_tokens, output: usage?.completion_tokens },
  };
}

async function fromChunks(stream) {
  const found = { text: '', reasoning: '', usage: undefined };
  for await (const chunk of stream) {
    const delta = chunk.choices?.[0]?.delta;
    found.text += delta?.content ?? '';
    found.reasoning += delta?.reasoning_content ?? delta?.reasoning ?? '';
    if (chunk.usage) {
      found.usage = { input: chunk.usage.prompt_tokens, output: chunk.usage.completion_tokens };
    }
  }
  return found;
}

/** The Vercel AI SDK with its provider for OpenAI-compatible servers. */
export async function aiSdk({ messagesOf }) {
  const ai = await import('ai');
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
  globalThis.AI_SDK_LOG_WARNINGS = false;
  return async (quirk, url) => {
    const { asks = 'stream', options = {} } = quirk;
    const provider = createOpenAICompatible({
      name: 'server',
      baseURL: `${url}/v1`,
      includeUsage: true,
      supportsStructuredOutputs: true,
    });
    if (asks === 'embeddings') {
      if (options.encoding_format) return undefined;
      const model = provider.textEmbeddingModel('m');
      const { embeddings } = await ai.embedMany({ model, values: ['Hi'], maxRetries: 0 });
      return { embeddings };
    }
    const asked = messagesOf(quirk, url);
    // It does not have this role, and it downloads images itself, but not from loopback.
    const cannot = ({ role, content }) => role === 'developer' || Array.isArray(content);
    if (asked.some(cannot)) return undefined;
    const request = {
      model: provider('m'),
      messages: asked.map(toModelMessage),
      maxRetries: 0,
      ...fieldsOf(options, ai),
      ...toolsOf(quirk, ai),
    };
    return asks === 'whole' ? ofText(await ai.generateText(request)) : ofStream(request, ai);
  };
}

function toModelMessage({ role, content, reasoning_content }) {
  if (!reasoning_content) return { role, content };
  const thought = { type: 'reasoning', text: reasoning_content };
  return { role, content: [thought, { type: 'text', text: content }] };
}

function fieldsOf({ max_tokens, response_format: format, ...rest }, { Output, jsonSchema }) {
  const output =
    format?.type === 'json_schema'
      ? Output.object({ schema: jsonSchema(format.json_schema.schema) })
      : Output.json();
  return {
    ...(max_tokens && { maxOutputTokens: max_tokens }),
    ...(format && { output }),
    ...(Object.keys(rest).length > 0 && { providerOptions: { server: rest } }),
  };
}

function toolsOf({ gets }, { tool, jsonSchema }) {
  const names = (gets.tools ?? []).map(({ name }) => name);
  if (names.length === 0) return {};
  const one = tool({ inputSchema: jsonSchema({ type: 'object' }) });
  return { tools: Object.fromEntries(names.map((name) => [name, one])) };
}

async function ofText({ text, reasoningText, toolCalls, usage }) {
  return {
    text,
    reasoning: reasoningText,
    tools: toolCalls.map(({ toolCallId, toolName, input }) => ({
      id: toolCallId,
      name: toolName,
      arguments: input,
    })),
    usage: { input: usage.inputTokens, output: usage.outputTokens },
  };
}

async function ofStream(request, ai) {
  let failure;
  const result = ai.streamText({ ...request, onError: ({ error }) => (failure ??= error) });
  await result.consumeStream();
  if (failure) throw failure instanceof Error ? failure : new Error(wordsOf(failure));
  return ofText({
    text: await result.text,
    reasoningText: await result.reasoningText,
    toolCalls: await result.toolCalls,
    usage: await result.usage,
  });
}

function wordsOf(failure) {
  return typeof failure === 'string' ? failure : (failure.message ?? JSON.stringify(failure));
}
