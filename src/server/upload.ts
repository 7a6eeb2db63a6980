/** A file that a client sent, stored until the end of its call. */
export class Upload {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }
}
