/** What is used of it: the package has no types of its own. */
declare module '@echogarden/espeak-ng-emscripten' {
  interface Espeak {
    readonly samplerate: number;
    /** 0 where there is such a voice. */
    set_voice(name: string): number;
    /** In words a minute. */
    set_rate(rate: number): number;
    /** Calls back with each piece of the sound; anything but 0 stops it. */
    synthesize(text: string, take: (audio: Int16Array | null) => 0 | 1): void;
  }

  export default function start(): Promise<{ eSpeakNGWorker: new () => Espeak }>;
}
