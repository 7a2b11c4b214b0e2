import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { diffResponse } from "../protocol/diff-response";
import { isSame, textOr, type PlainObject } from "../protocol/plain";
import type { ProviderPlugin } from "../protocol/plugin-server";
import { changesBetween } from "../protocol/property-changes";
import { bareProperties, toStruct } from "../protocol/property-values";
import { typeToken } from "../protocol/urn";
import { CloudflareApi, CloudflareError } from "./cloudflare-api";
import {
  creationBody,
  declaredRecord,
  importedRecord,
  overwritingBody,
  recordPath,
  recordState,
  REPLACING_FIELDS,
  REQUIRED_FIELDS,
} from "./dns-record";
import { cloudflareSettings } from "./settings";
import { getZone } from "./zones";

const RECORD_TYPE = "cloudflare:index/dnsRecord:DnsRecord";
const GET_ZONE = "cloudflare:index/getZone:getZone";

function problemsOf(inputs: PlainObject): proto.CheckFailure[] {
  return REQUIRED_FIELDS.filter((field) => inputs[field] === undefined).map((field) =>
    new proto.CheckFailure().setProperty(field).setReason("is missing; write a value"),
  );
}

function isMissing(error: unknown): boolean {
  return error instanceof CloudflareError && error.status === 404;
}

/** A provider of Cloudflare's DNS records, with the requests of the real plugin. It stands in where that is not to be had. */
export class CloudflareProvider implements ProviderPlugin {
  private readonly cancellation = new AbortController();
  private configured: CloudflareApi | undefined;

  constructor(readonly version: string) {}

  private get api(): CloudflareApi {
    if (this.configured === undefined) throw new Error("the provider has not been configured");
    return this.configured;
  }

  checkConfig(request: proto.CheckRequest): Promise<proto.CheckResponse> {
    return Promise.resolve(new proto.CheckResponse().setInputs(request.getNews()));
  }

  diffConfig(request: proto.DiffRequest): Promise<proto.DiffResponse> {
    const same = isSame(bareProperties(request.getOlds()), bareProperties(request.getNews()));
    const { DIFF_SOME, DIFF_NONE } = proto.DiffResponse.DiffChanges;
    return Promise.resolve(new proto.DiffResponse().setChanges(same ? DIFF_NONE : DIFF_SOME));
  }

  configure(request: proto.ConfigureRequest): Promise<proto.ConfigureResponse> {
    const variables = request.getVariablesMap();
    const settings = cloudflareSettings((name) => variables.get(name));
    this.configured = new CloudflareApi(settings, this.cancellation.signal);
    return Promise.resolve(new proto.ConfigureResponse().setAcceptsecrets(false).setSupportspreview(true));
  }

  async invoke(request: proto.InvokeRequest): Promise<proto.InvokeResponse> {
    if (request.getTok() !== GET_ZONE)
      throw new Error(`the stand-in for the Cloudflare plugin has no function ${request.getTok()}`);
    const zone = await getZone(this.api, bareProperties(request.getArgs()));
    return new proto.InvokeResponse().setReturn(toStruct(zone));
  }

  check(request: proto.CheckRequest): Promise<proto.CheckResponse> {
    const type = typeToken(request.getUrn());
    if (type !== RECORD_TYPE)
      return Promise.reject(new Error(`the stand-in for the Cloudflare plugin has no resource ${type}`));
    const failures = problemsOf(bareProperties(request.getNews()));
    return Promise.resolve(new proto.CheckResponse().setInputs(request.getNews()).setFailuresList(failures));
  }

  diff(request: proto.DiffRequest): Promise<proto.DiffResponse> {
    const changes = changesBetween(bareProperties(request.getOldInputs()), bareProperties(request.getNews()));
    const planned = changes.map((change) => ({ ...change, replaces: REPLACING_FIELDS.has(String(change.path[0])) }));
    return Promise.resolve(diffResponse(planned, false));
  }

  async create(request: proto.CreateRequest): Promise<proto.CreateResponse> {
    if (request.getPreview()) return new proto.CreateResponse().setProperties(request.getProperties());
    const inputs = bareProperties(request.getProperties());
    const zoneId = textOr(inputs["zoneId"]);
    const record = recordState(await this.api.request("POST", recordPath(zoneId), creationBody(inputs)), zoneId);
    return new proto.CreateResponse().setId(textOr(record["id"])).setProperties(toStruct(record));
  }

  async read(request: proto.ReadRequest): Promise<proto.ReadResponse> {
    const [first = "", second] = request.getId().split("/");
    const inputs = bareProperties(request.getInputs());
    const state = bareProperties(request.getProperties());
    // An import names the zone too.
    const [zoneId, id] = second === undefined ? [textOr(state["zoneId"] ?? inputs["zoneId"]), first] : [first, second];
    try {
      const record = recordState(await this.api.request("GET", recordPath(zoneId, id)), zoneId);
      const declared = Object.keys(inputs).length === 0 ? importedRecord(record) : declaredRecord(record, inputs);
      return new proto.ReadResponse().setId(id).setProperties(toStruct(record)).setInputs(toStruct(declared));
    } catch (error) {
      if (isMissing(error)) return new proto.ReadResponse();
      throw error;
    }
  }

  async update(request: proto.UpdateRequest): Promise<proto.UpdateResponse> {
    if (request.getPreview()) return new proto.UpdateResponse().setProperties(request.getNews());
    const inputs = bareProperties(request.getNews());
    const zoneId = textOr(inputs["zoneId"]);
    const body = overwritingBody(inputs, bareProperties(request.getOlds()));
    const answer = await this.api.request("PUT", recordPath(zoneId, request.getId()), body);
    return new proto.UpdateResponse().setProperties(toStruct(recordState(answer, zoneId)));
  }

  async delete(request: proto.DeleteRequest): Promise<void> {
    const zoneId = textOr(bareProperties(request.getProperties())["zoneId"]);
    await this.api.request("DELETE", recordPath(zoneId, request.getId()));
  }

  cancel(): void {
    this.cancellation.abort();
  }
}
