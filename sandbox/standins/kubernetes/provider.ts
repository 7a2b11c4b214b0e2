import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { diffResponse } from "../protocol/diff-response";
import { objectOr, type PlainObject } from "../protocol/plain";
import type { ProviderPlugin } from "../protocol/plugin-server";
import { bareProperties, fromStruct, toStruct } from "../protocol/property-values";
import { logicalName, typeToken } from "../protocol/urn";
import { withName, type NameSource } from "./autonaming";
import { fromState, withSecrets } from "./checkpoint";
import { configChanges } from "./config-changes";
import { createResource } from "./create-resource";
import type { Declared } from "./declared";
import { deleteResource } from "./delete-resource";
import { normalised } from "./normalised";
import { objectChanges } from "./object-changes";
import { identityOf } from "./objects";
import { previewCreation, previewUpdate } from "./previews";
import { readResource } from "./read-resource";
import { openSession, type Session } from "./session";
import { settingsOfVariables } from "./settings";
import { updateResource } from "./update-resource";

type WireStruct = Parameters<typeof fromStruct>[0];

function declaredBy(struct: WireStruct): Declared {
  return { object: bareProperties(struct), wire: fromStruct(struct) };
}

function nameSource(request: proto.CheckRequest): NameSource {
  const engine = request.getAutonaming();
  const disabled = proto.CheckRequest.AutonamingOptions.Mode.DISABLE;
  return {
    logicalName: logicalName(request.getUrn()),
    seed: request.getRandomseed_asU8(),
    ...(engine ? { engine: { disabled: engine.getMode() === disabled, proposedName: engine.getProposedName() } } : {}),
  };
}

/** A provider of Kubernetes objects of any kind, by server-side apply. It stands in where the real plugin is not to be had. */
export class KubernetesProvider implements ProviderPlugin {
  private readonly cancellation = new AbortController();
  private opened: Session | undefined;

  constructor(readonly version: string) {}

  private get session(): Session {
    if (this.opened === undefined) throw new Error("the provider has not been configured");
    return this.opened;
  }

  checkConfig(request: proto.CheckRequest): Promise<proto.CheckResponse> {
    return Promise.resolve(new proto.CheckResponse().setInputs(request.getNews()));
  }

  diffConfig(request: proto.DiffRequest): Promise<proto.DiffResponse> {
    const { changed, replaces } = configChanges(bareProperties(request.getOlds()), bareProperties(request.getNews()));
    const { DIFF_SOME, DIFF_NONE } = proto.DiffResponse.DiffChanges;
    const response = new proto.DiffResponse().setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE);
    return Promise.resolve(response.setDiffsList([...changed]).setReplacesList([...replaces]));
  }

  configure(request: proto.ConfigureRequest): Promise<proto.ConfigureResponse> {
    const variables = request.getVariablesMap();
    this.opened = openSession(
      settingsOfVariables((name) => variables.get(name)),
      this.cancellation.signal,
    );
    const response = new proto.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
    return Promise.resolve(response.setSupportsAutonamingConfiguration(true));
  }

  invoke(request: proto.InvokeRequest): Promise<proto.InvokeResponse> {
    return Promise.reject(new Error(`the stand-in for the Kubernetes plugin has no function ${request.getTok()}`));
  }

  async check(request: proto.CheckRequest): Promise<proto.CheckResponse> {
    const { object, wire } = declaredBy(request.getNews());
    const olds = bareProperties(request.getOlds());
    const previous = Object.keys(olds).length > 0 ? olds : undefined;
    const named = withName(normalised(object), previous, nameSource(request));
    const placed = await this.session.cluster.withNamespace(named, this.session.settings.namespace);
    return new proto.CheckResponse().setInputs(toStruct(withSecrets(placed, wire)));
  }

  diff(request: proto.DiffRequest): Promise<proto.DiffResponse> {
    const before = fromState(bareProperties(request.getOlds()));
    const declared = bareProperties(request.getNews());
    const ignored = request.getIgnorechangesList();
    const { changes, deleteBeforeReplace } = objectChanges(before, declared, ignored, this.session.settings);
    return Promise.resolve(diffResponse(changes, deleteBeforeReplace));
  }

  async create(request: proto.CreateRequest): Promise<proto.CreateResponse> {
    const declared = declaredBy(request.getProperties());
    if (request.getPreview())
      return new proto.CreateResponse().setProperties(toStruct(await previewCreation(this.session, declared)));
    const { id, state } = await createResource(this.session, declared, request.getTimeout());
    return new proto.CreateResponse().setId(id).setProperties(toStruct(state));
  }

  async read(request: proto.ReadRequest): Promise<proto.ReadResponse> {
    const found = await readResource(this.session, {
      id: request.getId(),
      token: typeToken(request.getUrn()),
      declared: declaredBy(request.getInputs()),
      before: fromState(bareProperties(request.getProperties())),
    });
    const response = new proto.ReadResponse();
    // An answer without an id says that the resource is gone.
    if (found === undefined) return response;
    return response.setId(found.id).setProperties(toStruct(found.state)).setInputs(toStruct(found.inputs));
  }

  async update(request: proto.UpdateRequest): Promise<proto.UpdateResponse> {
    const declared = declaredBy(request.getNews());
    const before = { before: fromState(bareProperties(request.getOlds())), ignored: request.getIgnorechangesList() };
    const state = request.getPreview()
      ? await previewUpdate(this.session, declared, before)
      : await updateResource(this.session, declared, before, request.getTimeout());
    return new proto.UpdateResponse().setProperties(toStruct(state));
  }

  async delete(request: proto.DeleteRequest): Promise<void> {
    const before = fromState(bareProperties(request.getProperties()));
    const wire: PlainObject = objectOr(fromStruct(request.getProperties())["__inputs"]);
    if (identityOf(before.live).name === "")
      throw new Error(`${request.getId()}: the state does not say which object it is`);
    await deleteResource(this.session, before, wire, request.getTimeout());
  }

  cancel(): void {
    this.cancellation.abort();
  }
}
