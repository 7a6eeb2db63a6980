/** The service of the benchmark. */
export const schema = `
syntax = "proto3";
package helloworld;
service Greeter { rpc SayHello(HelloRequest) returns (HelloReply); }
message HelloRequest { string name = 1; int64 id = 2; }
message HelloReply { string message = 1; }
`;
