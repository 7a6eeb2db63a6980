/** The part of the package that OInt uses: it ships no types. */
declare module '@echogarden/espeak-ng-emscripten' {
  interface Espeak {
    readonly samplerate: number;
    /** Returns 0 if the voice exists. */
    set_voice(name: string): number;
    /** In words per minute. */
    set_rate(rate: number): number;
    /** Calls back with each chunk of audio; any return value but 0 stops it. */
    synthesize(text: string, take: (audio: Int16Array | null) => 0 | 1): void;
  }

  export default function start(): Promise<{ eSpeakNGWorker: new () => Espeak }>;
}
