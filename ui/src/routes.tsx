import { useQuery } from "@tanstack/react-query";
import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Link,
  lazyRouteComponent,
  Outlet,
} from "@tanstack/react-router";
import { Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "./components/empty";
import { ErrorPage } from "./components/error-page";
import { HostProblem } from "./components/host-problem";
import { Loading } from "./components/loading";
import { Page } from "./components/page";
import { isSection, type Section } from "./components/sections";
import { UndoProvider } from "./components/undo";
import { readSearch } from "./features/products/filters";
import { SessionGround } from "./features/session/session-ground";
import { SignIn } from "./features/session/sign-in";
import { useHost } from "./host/context";
import { asHostError } from "./host/errors";
import { queries, useHostEvents } from "./host/queries";
import type { SessionView } from "./host/types";

// The first screen is the sign-in; every other page is fetched when it is first wanted, and in the idle moments before.
const ConfirmedPage = lazyRouteComponent(
  () => import("./features/registration/confirmed-page"),
  "ConfirmedPage",
);
const CardsPage = lazyRouteComponent(() => import("./features/cards/cards-page"), "CardsPage");
const CredentialPage = lazyRouteComponent(() => import("./features/desk/credential-page"), "CredentialPage");
const Dashboard = lazyRouteComponent(() => import("./features/requests/dashboard"), "Dashboard");
const DraftsPage = lazyRouteComponent(() => import("./features/requests/drafts-page"), "DraftsPage");
const Frame = lazyRouteComponent(() => import("./features/frame/frame"), "Frame");
const IssuancePage = lazyRouteComponent(() => import("./features/issuance/issuance-page"), "IssuancePage");
const MailboxPage = lazyRouteComponent(() => import("./features/desk/mailbox-page"), "MailboxPage");
const NewRequestPage = lazyRouteComponent(
  () => import("./features/requests/new-request-page"),
  "NewRequestPage",
);
const OrderPage = lazyRouteComponent(() => import("./features/products/order-page"), "OrderPage");
const ProductPage = lazyRouteComponent(() => import("./features/products/product-page"), "ProductPage");
const QueuePage = lazyRouteComponent(() => import("./features/desk/queue-page"), "QueuePage");
const ReceivePage = lazyRouteComponent(() => import("./features/stock/receive-page"), "ReceivePage");
const RecognitionPage = lazyRouteComponent(
  () => import("./features/recognition/recognition-page"),
  "RecognitionPage",
);
const RegistrationPage = lazyRouteComponent(
  () => import("./features/registration/registration-page"),
  "RegistrationPage",
);
const ResendPage = lazyRouteComponent(() => import("./features/issuance/resend-page"), "ResendPage");
const ReportsPage = lazyRouteComponent(() => import("./features/recognition/reports-page"), "ReportsPage");
const SearchPage = lazyRouteComponent(() => import("./features/products/search-page"), "SearchPage");
const SecondFactor = lazyRouteComponent(() => import("./features/session/second-factor"), "SecondFactor");
const StockPage = lazyRouteComponent(() => import("./features/stock/stock-page"), "StockPage");
const TokenPage = lazyRouteComponent(() => import("./features/stock/token-page"), "TokenPage");
const Workplace = lazyRouteComponent(() => import("./features/session/workplace"), "Workplace");

const later = [
  CardsPage,
  ConfirmedPage,
  CredentialPage,
  Dashboard,
  DraftsPage,
  Frame,
  IssuancePage,
  MailboxPage,
  NewRequestPage,
  OrderPage,
  ProductPage,
  QueuePage,
  ReceivePage,
  RecognitionPage,
  RegistrationPage,
  ResendPage,
  ReportsPage,
  SearchPage,
  SecondFactor,
  StockPage,
  TokenPage,
  Workplace,
];

/** Fetches the other pages while nobody waits: the officer is typing a password, or reading. */
function useLaterPages() {
  useEffect(() => {
    const soon = setTimeout(() => {
      for (const page of later) void page.preload?.();
    }, 500);
    return () => clearTimeout(soon);
  }, []);
}

/** Who is at the desk decides what is seen; the address is kept for whoever signs in next. */
function Root() {
  useHostEvents();
  useLaterPages();
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
  return (
    <Suspense fallback={<Loading sentence={t("loading")} />}>
      <Here session={session.data} />
    </Suspense>
  );
}

function Here({ session }: { session: SessionView }) {
  switch (session.kind) {
    case "signedOut":
      return <SignIn />;
    case "secondFactor":
      return <SecondFactor />;
    case "choosing":
      return <Workplace workplaces={session.workplaces} units={session.units} />;
    case "signedIn":
      return (
        <UndoProvider>
          <Frame session={session.session}>
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
      <Empty action={<Link to="/">{t("lost.back")}</Link>}>{t("lost.lead")}</Empty>
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

const reports = createRoute({ getParentRoute: () => root, path: "/reports-to-sign", component: ReportsPage });

const issuance = createRoute({
  getParentRoute: () => root,
  path: "/products/$product/issuance",
  component: function Issuance() {
    return <IssuancePage product={issuance.useParams().product} />;
  },
});

const resend = createRoute({
  getParentRoute: () => root,
  path: "/products/$product/envelope",
  component: function Resend() {
    return <ResendPage product={resend.useParams().product} />;
  },
});

const queue = createRoute({ getParentRoute: () => root, path: "/queue", component: QueuePage });
const stock = createRoute({ getParentRoute: () => root, path: "/stock", component: StockPage });
const receive = createRoute({ getParentRoute: () => root, path: "/stock/receive", component: ReceivePage });

const token = createRoute({
  getParentRoute: () => root,
  path: "/stock/tokens/$token",
  component: function Token() {
    const { token: id } = token.useParams();
    return <TokenPage key={id} token={id} />;
  },
});

const credential = createRoute({
  getParentRoute: () => root,
  path: "/credential",
  component: CredentialPage,
});
const cards = createRoute({ getParentRoute: () => root, path: "/cards", component: CardsPage });
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
  reports,
  issuance,
  resend,
  queue,
  stock,
  receive,
  token,
  credential,
  cards,
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
