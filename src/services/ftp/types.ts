/** A file or folder on the server. */
export interface FtpObject {
  name: string;
  /** Begins with the requested folder. */
  path: string;
  is_directory: boolean;
  is_symlink: boolean;
  /** In bytes. */
  size: number;
  /**
   * ISO 8601; `null` if the server does not say. From a server without MLSD it has no seconds, often no
   * time, and is in the server's time zone.
   */
  modified: string | null;
  /** Target of a link, if the server says it; otherwise empty. */
  symlink_path: string;
  /** The line of the server's list. */
  list_string: string;
  /** Present if the name is not text in the encoding: its bytes are shown as `\xe9`. */
  name_encoding?: 'escaped';
  /** Contents of a folder, if requested. */
  objects?: FtpObject[];
}

export interface ObjectList {
  result: true;
  data: FtpObject[];
}

export interface Done {
  result: true;
}

/** The server's reply. */
export interface Reply {
  result: true;
  status: number;
  data: string;
}

export interface Welcome {
  result: true;
  data: string;
}

/** The features of the server, with their parameters if they have some. */
export interface Features {
  result: true;
  data: { [name: string]: string | null };
}

export interface Size {
  result: true;
  bytes: number;
}

export interface CurrentDirectory {
  result: true;
  path: string;
}

/** What was deleted, in order. */
export interface Cleared {
  result: true;
  deleted_objects: { result: true; path: string }[];
}

/** An object in a folder that was skipped, and why. */
export interface Skipped {
  path: string;
  why: string;
}

export interface Uploaded {
  result: true;
  bytes: number;
  /** Path on the server. */
  path: string;
  /** For a resumed upload: the number of bytes that were there before. */
  resumed?: number;
  /** For a folder: the number of files, and the skipped objects. */
  files?: number;
  skipped?: Skipped[];
}

export interface Saved {
  result: true;
  bytes: number;
  filepath: string;
  /** For a resumed download: the number of bytes that were there before. */
  resumed?: number;
  /** For a folder: the number of files, and the skipped objects. */
  files?: number;
  skipped?: Skipped[];
}

/** Settings of a connection, as GetConnectionSettings returns them. */
export type FtpSettingsRecord = {
  domain: string;
  port: number;
  passive: boolean;
  /** In seconds. */
  read_timeout: number;
  write_timeout: number;
  /** Whether data connections go to the server's own address, whatever it says. */
  advanced_resolve: boolean;
  login?: string;
  password?: string;
};

/** Everything needed for a connection, as GetConnectionConfiguration returns it. */
export type FtpConfiguration = {
  set: { [key: string]: unknown };
  proxy?: { [key: string]: unknown };
  tls?: { [key: string]: unknown };
};
