/** The properties of a file or folder. */
export interface RemoteObject {
  name: string;
  /** Begins with the requested folder. */
  path: string;
  /** Without the dot; empty if there is none. */
  extension: string;
  is_directory: boolean;
  is_symlink: boolean;
  /** In bytes. */
  size: number;
  /** Type and permissions as octal digits: `100644`. */
  permissions: string;
  uid: number;
  gid: number;
  /** Seconds since 1970. */
  accessed: number;
  modified: number;
  /** Present if the name is not UTF-8: its bytes are shown as `\xe9`, and no method accepts it. */
  name_encoding?: 'escaped';
  /** Contents of a folder, if requested. */
  objects?: RemoteObject[];
}

/** The objects in a folder. */
export interface ObjectList {
  result: true;
  data: RemoteObject[];
}

/** The properties of one file or folder. */
export interface FileInformation {
  result: true;
  data: RemoteObject;
}

/** The result of a method without data. */
export interface Done {
  result: true;
}

export interface CurrentDirectory {
  result: true;
  path: string;
}

/** An object in a folder that was skipped, and why. */
export interface Skipped {
  path: string;
  why: string;
}

/** The result of an upload of a file or folder. */
export interface Uploaded {
  result: true;
  bytes: number;
  /** Path on the server. */
  path: string;
  /** For a folder: the number of files, and the skipped objects. */
  files?: number;
  skipped?: Skipped[];
}

/** The result of a download of a file or folder. */
export interface Saved {
  result: true;
  bytes: number;
  filepath: string;
  /** For a folder: the number of files, and the skipped objects. */
  files?: number;
  skipped?: Skipped[];
}
