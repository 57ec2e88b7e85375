// Answers JSONPath questions with Jayway JsonPath, for jsonpath_differ.py: a line {"path", "data"} in, a line {"result"} or
// {"error", "compile"} out.
import com.fasterxml.jackson.databind.ObjectMapper;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.spi.json.JacksonJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

public class JsonPathAnswers {
  private static final Configuration CONFIGURATION =
      Configuration.builder()
          .jsonProvider(new JacksonJsonProvider())
          .mappingProvider(new JacksonMappingProvider())
          .build();

  private static Map<String, Object> answer(String text, Object data) {
    JsonPath path = null;
    try {
      path = JsonPath.compile(text);
      return Collections.singletonMap("result", path.read(data, CONFIGURATION));
    } catch (RuntimeException | StackOverflowError problem) {
      Map<String, Object> error = new LinkedHashMap<>();
      error.put("error", String.valueOf(problem.getMessage()));
      error.put("compile", path == null);
      return error;
    }
  }

  public static void main(String[] arguments) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, false, "UTF-8");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      Map<?, ?> question = mapper.readValue(line, Map.class);
      out.println(mapper.writeValueAsString(answer((String) question.get("path"), question.get("data"))));
    }
    out.flush();
  }
}
