import { useQuery } from "@tanstack/react-query";
import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Link,
  Outlet,
} from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Empty } from "./components/empty";
import { ErrorPage } from "./components/error-page";
import { HostProblem } from "./components/host-problem";
import { Loading } from "./components/loading";
import { Page } from "./components/page";
import { isSection, type Section } from "./components/sections";
import { UndoProvider } from "./components/undo";
import { CredentialPage } from "./features/desk/credential-page";
import { MailboxPage } from "./features/desk/mailbox-page";
import { QueuePage } from "./features/desk/queue-page";
import { Frame } from "./features/frame/frame";
import { IssuancePage } from "./features/issuance/issuance-page";
import { readSearch } from "./features/products/filters";
import { OrderPage } from "./features/products/order-page";
import { ProductPage } from "./features/products/product-page";
import { SearchPage } from "./features/products/search-page";
import { RecognitionPage } from "./features/recognition/recognition-page";
import { ConfirmedPage } from "./features/registration/confirmed-page";
import { RegistrationPage } from "./features/registration/registration-page";
import { Dashboard } from "./features/requests/dashboard";
import { DraftsPage } from "./features/requests/drafts-page";
import { NewRequestPage } from "./features/requests/new-request-page";
import { SecondFactor } from "./features/session/second-factor";
import { SessionGround } from "./features/session/session-ground";
import { SignIn } from "./features/session/sign-in";
import { Workplace } from "./features/session/workplace";
import { useHost } from "./host/context";
import { asHostError } from "./host/errors";
import { queries, useHostEvents } from "./host/queries";

/** Who is at the desk decides what is seen; the address is kept for whoever signs in next. */
function Root() {
  useHostEvents();
  const { t } = useTranslation("common");
  const session = useQuery(queries.session(useHost()));
  if (session.error) {
    return (
      <SessionGround>
        <h1>Sportello</h1>
        <HostProblem problem={asHostError(session.error)} onRetry={() => void session.refetch()} />
      </SessionGround>
    );
  }
  if (!session.data) return <Loading sentence={t("loading")} />;
  switch (session.data.kind) {
    case "signedOut":
      return <SignIn />;
    case "secondFactor":
      return <SecondFactor />;
    case "choosing":
      return <Workplace workplaces={session.data.workplaces} units={session.data.units} />;
    case "signedIn":
      return (
        <UndoProvider>
          <Frame session={session.data.session}>
            <Outlet />
          </Frame>
        </UndoProvider>
      );
  }
}

function Lost() {
  const { t } = useTranslation("frame");
  return (
    <Page name={t("lost.title")} title={t("lost.title")}>
      <Empty action={<Link to="/">{t("lost.back")}</Link>}>{t("lost.title")}</Empty>
    </Page>
  );
}

const root = createRootRoute({ component: Root, notFoundComponent: Lost });

const dashboard = createRoute({ getParentRoute: () => root, path: "/", component: Dashboard });
const newRequest = createRoute({ getParentRoute: () => root, path: "/new", component: NewRequestPage });
const drafts = createRoute({ getParentRoute: () => root, path: "/drafts", component: DraftsPage });

const registration = createRoute({
  getParentRoute: () => root,
  path: "/registration/$draft/$step",
  component: function Registration() {
    const { draft, step } = registration.useParams();
    return <RegistrationPage key={draft} draft={draft} step={step} />;
  },
});

const confirmed = createRoute({
  getParentRoute: () => root,
  path: "/confirmed/$request",
  component: function Confirmed() {
    return <ConfirmedPage request={confirmed.useParams().request} />;
  },
});

const search = createRoute({
  getParentRoute: () => root,
  path: "/search/$section",
  validateSearch: readSearch,
  component: function Search() {
    const { section } = search.useParams();
    const { filter } = search.useSearch();
    const known: Section = isSection(section) ? section : "all";
    return <SearchPage key={known} section={known} typed={filter ?? {}} />;
  },
});

const order = createRoute({
  getParentRoute: () => root,
  path: "/orders/$request",
  component: function Order() {
    return <OrderPage request={order.useParams().request} />;
  },
});

const product = createRoute({
  getParentRoute: () => root,
  path: "/products/$product",
  component: function Product() {
    return <ProductPage product={product.useParams().product} />;
  },
});

const recognition = createRoute({
  getParentRoute: () => root,
  path: "/recognition/$request",
  component: function Recognition() {
    return <RecognitionPage request={recognition.useParams().request} />;
  },
});

const issuance = createRoute({
  getParentRoute: () => root,
  path: "/products/$product/issuance",
  component: function Issuance() {
    return <IssuancePage product={issuance.useParams().product} />;
  },
});

const queue = createRoute({ getParentRoute: () => root, path: "/queue", component: QueuePage });
const credential = createRoute({
  getParentRoute: () => root,
  path: "/credential",
  component: CredentialPage,
});
const mailbox = createRoute({ getParentRoute: () => root, path: "/mailbox", component: MailboxPage });

const tree = root.addChildren([
  dashboard,
  newRequest,
  drafts,
  registration,
  confirmed,
  search,
  order,
  product,
  recognition,
  issuance,
  queue,
  credential,
  mailbox,
]);

export function newRouter() {
  return createRouter({
    routeTree: tree,
    history: createHashHistory(),
    defaultErrorComponent: ErrorPage,
    defaultPendingMs: 300,
    scrollRestoration: false,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof newRouter>;
  }
}
