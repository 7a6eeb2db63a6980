import type { CompletionTask, TextPiece } from '../engine.js';
import type { ModelHost } from './host.js';
import { pieces } from './pieces.js';
import { finishOf, generation, roomFor } from './sampling.js';

/** Continues a plain text: no chat template, only the beginning-of-text token is added. */
export function complete(host: ModelHost, task: CompletionTask): AsyncIterable<TextPiece> {
  return pieces<TextPiece>(
    (push, signal) =>
      host.use(signal, async ({ library, model, context, sequence }) => {
        const tokens = model.tokenize(task.prompt, false, 'trimLeadingSpace');
        const { bos, shouldPrependBosToken } = model.tokens;
        if (shouldPrependBosToken && bos !== null) tokens.unshift(bos);
        const room = roomFor(tokens.length, context.contextSize);
        const contextSequence = sequence(tokens);
        const before = contextSequence.tokenMeter.usedOutputTokens;
        const completion = new library.LlamaCompletion({ contextSequence });
        const onTextChunk = (text: string) => {
          if (text !== '') push({ type: 'text', text });
        };
        try {
          const { metadata } = await completion.generateCompletionWithMeta(task.prompt, {
            ...generation(task, { room, onTextChunk, signal }),
            disableContextShift: true,
            // Otherwise the library would cut off the start of the prompt.
            contextShiftSize: 1,
          });
          const completionTokens = contextSequence.tokenMeter.usedOutputTokens - before;
          const usage = { promptTokens: tokens.length, completionTokens };
          push({ type: 'end', finish: finishOf(metadata.stopReason), usage });
        } finally {
          completion.dispose();
        }
      }),
    task.signal,
  );
}
