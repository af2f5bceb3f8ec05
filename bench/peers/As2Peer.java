import com.helger.as2lib.cert.CertificateFactory;
import com.helger.as2lib.client.AS2Client;
import com.helger.as2lib.client.AS2ClientRequest;
import com.helger.as2lib.client.AS2ClientResponse;
import com.helger.as2lib.client.AS2ClientSettings;
import com.helger.as2lib.crypto.ECryptoAlgorithmCrypt;
import com.helger.as2lib.crypto.ECryptoAlgorithmSign;
import com.helger.as2lib.crypto.IMICMatchingHandler;
import com.helger.as2lib.disposition.DispositionType;
import com.helger.as2lib.exception.AS2Exception;
import com.helger.as2lib.message.IMessage;
import com.helger.as2lib.partner.SelfFillingPartnershipFactory;
import com.helger.as2lib.processor.DefaultMessageProcessor;
import com.helger.as2lib.processor.receiver.AS2ReceiverModule;
import com.helger.as2lib.processor.storage.MessageFileModule;
import com.helger.as2lib.session.AS2Session;
import com.helger.commons.collection.attr.StringMap;
import com.helger.security.keystore.EKeyStoreType;
import jakarta.activation.DataHandler;
import jakarta.activation.FileDataSource;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.apache.hc.core5.util.Timeout;

/**
 * One side of AS2 (RFC 4130) over as2-lib, for the bench: `receive KEYS PORT FOLDER` or `send KEYS PORT`.
 * A message is signed (SHA-256) and encrypted (AES-256), its receipt comes on the same connection, is signed,
 * and is verified. The sender reads the path of a document a line and answers a line: its seconds, or what failed.
 * Both end with their standard input.
 */
public final class As2Peer {
  private static final String PASSWORD = "bench-only";
  private static final String SENDER = "sender";
  private static final String RECEIVER = "receiver";

  public static void main(final String[] args) throws Exception {
    final File keys = new File(args[1]);
    final int port = Integer.parseInt(args[2]);
    final BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    if (args[0].equals("receive")) receive(keys, port, new File(args[3]));
    final WarmClient client = args[0].equals("send") ? new WarmClient(keys) : null;
    System.out.println("ready");
    for (String line = lines.readLine(); line != null; line = lines.readLine())
      System.out.println(client == null ? "only received here" : send(client, port, new File(line)));
    // The thread that listens would keep us running.
    System.exit(0);
  }

  private static void receive(final File keys, final int port, final File folder) throws AS2Exception {
    final AS2Session session = new AS2Session();
    session.setCertificateFactory(load(keys, session));
    session.setPartnershipFactory(new SelfFillingPartnershipFactory());
    final DefaultMessageProcessor processor = new DefaultMessageProcessor();
    session.setMessageProcessor(processor);
    final MessageFileModule storage = new MessageFileModule();
    storage.setProtocol("as2");
    storage.setFilename(new File(folder, "$msg.headers.message-id$").getPath());
    storage.initDynamicComponent(session, null);
    processor.addModule(storage);
    final AS2ReceiverModule receiver = new AS2ReceiverModule();
    receiver.initDynamicComponent(session, null);
    receiver.setAddress("127.0.0.1");
    receiver.setPort(port);
    processor.addModule(receiver);
    processor.startActiveModules();
  }

  private static String send(final AS2Client client, final int port, final File document) {
    final AS2ClientRequest request = new AS2ClientRequest("a document of the bench");
    request.setContentType("application/octet-stream");
    request.setData(new DataHandler(new FileDataSource(document)));
    final boolean[] isWhole = {false};
    final AS2ClientSettings settings = settingsFor(port).setMICMatchingHandler(noteIn(isWhole));
    final long from = System.nanoTime();
    final AS2ClientResponse response = client.sendSynchronous(settings, request);
    final double seconds = (System.nanoTime() - from) / 1e9;
    if (response.hasException()) return "failed: " + response.getException();
    if (!response.hasMDN()) return "failed: no receipt came";
    if (response.getMDNVerificationCertificate() == null) return "failed: the receipt was not verified";
    if (!isWhole[0]) return "failed: the receipt is of another content";
    if (!isProcessed(response)) return "failed: " + response.getMDNDisposition();
    return Double.toString(seconds);
  }

  private static boolean isProcessed(final AS2ClientResponse response) {
    try {
      final DispositionType said = DispositionType.createFromString(response.getMDNDisposition());
      return "processed".equals(said.getStatus()) && !said.isError() && !said.isWarning();
    } catch (final AS2Exception unreadable) {
      return false;
    }
  }

  private static AS2ClientSettings settingsFor(final int port) {
    final AS2ClientSettings settings = new AS2ClientSettings();
    settings.setSenderData(SENDER, "sender@bench.invalid", SENDER);
    settings.setReceiverData(RECEIVER, RECEIVER, "http://127.0.0.1:" + port + "/");
    settings.setPartnershipName("bench");
    settings.setEncryptAndSign(ECryptoAlgorithmCrypt.CRYPT_AES256_CBC, ECryptoAlgorithmSign.DIGEST_SHA_256);
    settings.setMDNOptions(
        "signed-receipt-protocol=required, pkcs7-signature; signed-receipt-micalg=required, sha-256");
    settings.setResponseTimeout(Timeout.ofMinutes(10));
    return settings;
  }

  private static IMICMatchingHandler noteIn(final boolean[] isWhole) {
    return new IMICMatchingHandler() {
      @Override
      public void onMICMatch(final IMessage message, final String mic) {
        isWhole[0] = true;
      }

      @Override
      public void onMICMismatch(final IMessage message, final String ours, final String theirs) {
        isWhole[0] = false;
      }
    };
  }

  /** One key store has the keys of both sides: who may know which is not what is timed. */
  private static CertificateFactory load(final File keys, final AS2Session session) throws AS2Exception {
    final CertificateFactory factory = new CertificateFactory();
    final StringMap parameters = new StringMap();
    parameters.putIn(CertificateFactory.ATTR_TYPE, EKeyStoreType.PKCS12.getID());
    parameters.putIn(CertificateFactory.ATTR_FILENAME, keys.getPath());
    parameters.putIn(CertificateFactory.ATTR_PASSWORD, PASSWORD);
    parameters.putIn(CertificateFactory.ATTR_SAVE_CHANGES_TO_FILE, false);
    factory.initDynamicComponent(session, parameters);
    return factory;
  }

  /** A client that keeps its keys in memory; the library's own reads the key store again for each message. */
  private static final class WarmClient extends AS2Client {
    private final CertificateFactory keys;

    WarmClient(final File keyStore) throws AS2Exception, IOException {
      keys = load(keyStore, new AS2Session());
    }

    @Override
    protected void initCertificateFactory(final AS2ClientSettings settings, final AS2Session session)
        throws AS2Exception {
      session.setCertificateFactory(keys);
    }
  }
}
